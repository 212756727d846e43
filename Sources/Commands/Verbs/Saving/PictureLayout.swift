import Adversarial
import GANScript

/// Generated pictures in rows and columns: of a conditional run, each row is of one kind.
struct PictureLayout: Sendable, Equatable {
  var rows: Int
  var columns: Int
  /// The kinds that rows are of, in order and from the first again; 0 where kinds are not told.
  var kindCount = 0

  /// Rows of pictures that are told no kinds.
  init(rows: Int, columns: Int, kindCount: Int = 0) {
    self.rows = rows
    self.columns = columns
    self.kindCount = kindCount
  }

  /// A row of five for each kind, for the first 25 if there are more.
  init(kinds: Int) { self.init(rows: min(kinds, Snapshot.count), columns: 5, kindCount: kinds) }

  /// How many pictures.
  var count: Int { rows * columns }

  /// The kind of each picture, row by row; `nil` where kinds are not told.
  var kinds: [Int]? {
    kindCount > 0 ? (0..<count).map { $0 / columns % kindCount } : nil
  }

  /// The name of each row's kind; `nil` where rows are of no kinds, or these are not known.
  func rowNames(_ kinds: [String]?) -> [String]? {
    guard let kinds, kindCount > 0, kinds.count == kindCount else { return nil }
    return (0..<rows).map { kinds[$0 % kindCount] }
  }

  /// The picture to show of a layout's rows one by one: the first of each row where rows are of
  /// kinds, then the second of each.
  func pictureOfEachKind(_ index: Int) -> Int {
    kindCount > 0 ? index % rows * columns + index / rows : index
  }

  /// The first few of a layout's pictures, of as many kinds as there are.
  func forEachKind<Picture>(of pictures: [Picture], count: Int) -> [Picture] {
    (0..<min(count, pictures.count)).map { pictures[pictureOfEachKind($0)] }
  }

  /// The upper left part of pictures that are laid out so; where rows are of no kinds, the first ones.
  func part<Picture>(_ part: PictureLayout, of pictures: [Picture]) -> [Picture] {
    guard kindCount > 0 else { return pictures }
    return (0..<part.rows).flatMap { row in
      pictures[row * columns..<row * columns + part.columns]
    }
  }

  /// The layout that a call asks for: its `grid`, or, of a conditional run, a row for each kind if it
  /// asks for none.
  init(_ call: Call, of plan: RunObject.Plan?) {
    let size = call.sizeOrDefault("grid")
    let kinds = plan?.networks.areConditional == true ? plan?.networks.generator.kinds ?? 0 : 0
    if kinds > 0, !call.isGiven("grid") {
      self.init(kinds: kinds)
    } else {
      self.init(rows: size.rows, columns: size.columns, kindCount: kinds)
    }
  }
}
