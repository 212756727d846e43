import Datasets
import Files
import Foundation
import Imaging
import Testing

@Suite struct FolderLoadingTests {
  private let folder: ScratchFolder
  private let options = PictureOptions(height: 4, width: 6)

  init() throws { folder = try ScratchFolder() }

  private func levels(of set: DataSet) -> [UInt8] {
    (0..<set.count).map { set.image($0).pixels[0] }
  }

  @Test("pictures come in byte order of their names, whatever the number of threads")
  func order() throws {
    let names = ["b.png", "a.png", "B.png", "10.png", "9.png", "ä.png"]
    for (i, name) in names.enumerated() { try folder.picture(name, level: UInt8(10 * i)) }
    let set = try loadFolder(folder.path, options: options)
    #expect(set.fileNames == ["10.png", "9.png", "B.png", "a.png", "b.png", "ä.png"])
    #expect(levels(of: set) == [30, 40, 20, 10, 0, 50])
    #expect(set.geometry == Geometry(height: 4, width: 6, channels: 1))
    #expect(set.count == 6 && set.values.count == 6 * 24)
    #expect(set.kinds == nil && set.notes.isEmpty)
    for threads in [-1, 2, 7, 100] {
      let other = try loadFolder(folder.path, options: options, threads: threads)
      #expect(other.fingerprint == set.fingerprint && other.fileNames == set.fileNames)
    }
  }

  @Test("what lies deeper, is linked or empty is told")
  func deeper() throws {
    try folder.picture("cat/a.png")
    try folder.picture("cat/more/b.png")
    try folder.picture("cat/more/c.png")
    try makeFolder(folder.path + "/dog")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/bird", withDestinationPath: "cat")
    let set = try loadFolder(folder.path, options: options)
    #expect(set.count == 1)
    #expect(
      set.notes == [
        "left aside 1 folder two levels deep (cat/more)", "left aside 1 linked folder (bird)",
        "left aside 1 folder without a picture (dog)",
      ])
  }

  @Test("a folder of folders of kinds is proposed")
  func proposed() throws {
    for name in ["test/cat/a.png", "train/cat/a.png", "train/dog/a.png"] {
      try folder.picture(name)
    }
    let error = #expect(throws: DataError.self) { try loadFolder(folder.path, options: options) }
    #expect(error?.message.hasSuffix("load \"\(folder.path)/train\"") == true)
    #expect(throws: DataError.self) { try planFolder(folder.path, options: options) }
  }

  @Test("pictures that are all the same are told")
  func equal() throws {
    for i in 0..<3 { try folder.picture("p\(i).png", level: 9) }
    #expect(try loadFolder(folder.path, options: options).notes == ["all 3 pictures are equal"])
    try folder.picture("q.png", level: 10)
    #expect(try loadFolder(folder.path, options: options).notes.isEmpty)
  }

  @Test("what preparing leaves out or mends is told, with counts")
  func losses() throws {
    let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../ImagingTests/Fixtures").path
    func copy(_ names: [String], cut: Int = 0) throws {
      for name in names {
        try folder.write(Array(try readFile(fixtures + "/" + name).dropLast(cut)), name)
      }
    }
    try copy(["gray16.png", "gray16-interlaced.png", "rgba8.png", "gray-alpha8.png"])
    try copy(["palette-clear.png", "clear.gif", "turned.jpg", "rgb.jpg", "gray8.png"])
    // Without its end, and without an end of its codes.
    try copy(["rgb8.png"], cut: 12)
    let notes = try loadFolder(folder.path, options: options).notes
    for note in [
      "2 pictures of 16 bits: every level above 255 is white; convert them to 8 bits to keep the "
        + "levels",
      "4 pictures with transparency, which is left out",
      "1 picture that EXIF would turn, taken as stored",
      "1 picture with broken data or a missing end, read as far as it goes",
    ] { #expect(notes.contains(note), "\(note): \(notes)") }
    #expect(notes.count == 4, "\(notes)")
  }

  @Test("a signal is heard between pictures", arguments: [1, 2])
  func interrupted(threads: Int) throws {
    for i in 0..<60 { try folder.picture("p\(i).png") }
    var asked = 0
    var told: [Int] = []
    let watch = Watch(
      isInterrupted: {
        asked += 1
        return asked > 10
      },
      onProgress: { done, total in
        told.append(done)
        #expect(total == 60)
      })
    let error = #expect(throws: DataError.self) {
      try loadFolder(folder.path, options: options, threads: threads, watch: watch)
    }
    #expect(error == .interrupted(done: 10, total: 60))
    #expect(told == Array(1...10))
  }

  @Test("colour, range and size are as asked")
  func asked() throws {
    try folder.picture("a.png", level: 255)
    let set = try loadFolder(
      folder.path,
      options: PictureOptions(height: 2, width: 3, color: .rgb, scaling: .range(low: 0, high: 1)))
    #expect(set.featureCount == 18 && set.values == [Float](repeating: 1, count: 18))
  }

  @Test("stray files are left aside, hidden ones without a word")
  func stray() throws {
    try folder.picture("a.png")
    try folder.write(flatPNG(3), "picture-without-ending")
    for name in [".DS_Store", "._a.png", "Thumbs.db", "notes.txt"] {
      try folder.write("nothing", name)
    }
    try folder.write("file,kind\na.png,round\n", "kinds.csv")
    let set = try loadFolder(folder.path, options: options)
    #expect(set.fileNames == ["a.png", "picture-without-ending"])
    #expect(set.kinds == ["round", "unlabelled"])
    #expect(
      set.notes == [
        "left aside 2 other files (Thumbs.db, notes.txt)", "1 picture without a kind",
      ])
  }

  @Test("few broken pictures are skipped and counted")
  func someBroken() throws {
    for i in 0..<60 { try folder.picture("p\(i).png", level: UInt8(i)) }
    try folder.write(Array(flatPNG(1).dropLast(28)), "q.png")
    try folder.write("<html>", "r.jpg")
    try folder.write([], "s.gif")
    let set = try loadFolder(folder.path, options: options, threads: 2)
    #expect(set.count == 60)
    #expect(
      set.notes == ["skipped 3 of 63 images (1 truncated, 2 not an image): q.png, r.jpg, s.gif"])
    #expect(set.skipped.map(\.name) == ["q.png", "r.jpg", "s.gif"])
  }

  @Test("more than 5 in 100 broken is an error, and so is all")
  func manyBroken() throws {
    for i in 0..<18 { try folder.picture("p\(i).png") }
    try folder.write("<html>", "a.png")
    let many = #expect(throws: DataError.self) { try loadFolder(folder.path) }
    #expect(many?.failureClass == .data)
    #expect(many?.message.contains("1 of 19: 1 not an image") == true)
    for i in 0..<18 { try folder.write("<html>", "p\(i).png") }
    let all = #expect(throws: DataError.self) { try loadFolder(folder.path) }
    #expect(all?.message.hasPrefix("no usable picture in \(folder.path)") == true)
  }

  @Test("a limit takes the first good ones")
  func limited() throws {
    for i in 10..<50 { try folder.picture("p\(i).png", level: UInt8(i)) }
    try folder.write("broken", "p11.png")
    let set = try loadFolder(folder.path, options: PictureOptions(limit: 25))
    #expect(levels(of: set) == [10] + (12..<36))
    #expect(set.notes == ["skipped 1 of 26 images (1 not an image): p11.png"])
    #expect(throws: DataError.self) {
      try loadFolder(folder.path, options: PictureOptions(limit: 0))
    }
  }

  @Test("of sub-folders a limit takes pictures evenly, and others for broken ones")
  func limitedEvenly() throws {
    for i in 10..<30 { try folder.picture("a/\(i).png", level: UInt8(i)) }
    for i in 30..<50 { try folder.picture("b/\(i).png", level: UInt8(i)) }
    try folder.write("broken", "a/12.png")
    let set = try loadFolder(folder.path, options: PictureOptions(limit: 20))
    #expect(levels(of: set) == [10, 11] + stride(from: 14, to: 50, by: 2))
    #expect(set.notes == ["skipped 1 of 21 images (1 not an image): a/12.png"])
  }

  @Test("a limit leaves every kind its share, and says which have none")
  func limitedKinds() throws {
    for i in 0..<30 { try folder.picture("a/\(i).png") }
    for i in 0..<10 { try folder.picture("b/\(i).png") }
    try folder.picture("c/0.png", level: 7)
    let few = try loadFolder(folder.path, options: PictureOptions(limit: 20))
    #expect(few.kinds?.count { $0 == "a" } == 15 && few.kinds?.count { $0 == "b" } == 5)
    #expect(few.notes.contains("limit=20 leaves out the kind c"), "\(few.notes)")
    #expect(try planFolder(folder.path, options: PictureOptions(limit: 20)).kinds == ["a", "b"])
    #expect(try loadFolder(folder.path).notes.isEmpty)
    let one = try loadFolder(folder.path, options: PictureOptions(limit: 1))
    #expect(one.notes == ["limit=1 leaves out the kinds b, c"])
  }

  @Test("pictures in colour that become gray are counted")
  func grayed() throws {
    let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../ImagingTests/Fixtures").path
    for name in ["rgb8.png", "rgb.jpg", "gray8.png"] {
      try folder.write(try readFile(fixtures + "/" + name), name)
    }
    let gray = Image(width: 8, height: 8, channels: 3, pixels: [UInt8](repeating: 90, count: 192))
    try folder.write(try encodePNG(gray), "gray-as-rgb.png")
    #expect(try loadFolder(folder.path).grayed == 2)
    #expect(try loadFolder(folder.path, options: PictureOptions(color: .rgb)).grayed == 0)
  }

  @Test("sub-folders give kinds, one level deep")
  func subfolders() throws {
    try folder.picture("top.png", level: 1)
    try folder.picture("slim/a.png", level: 3)
    try folder.picture("round/b.png", level: 2)
    try folder.picture("slim/deeper/c.png")
    let set = try loadFolder(folder.path, options: options)
    #expect(set.fileNames == ["top.png", "round/b.png", "slim/a.png"])
    #expect(set.kinds == ["unlabelled", "round", "slim"])
    #expect(levels(of: set) == [1, 2, 3])
  }

  @Test("kinds.csv may stand beside the folder, with quotes, CRLF and more columns")
  func kindsBeside() throws {
    try folder.picture("photos/a, b.png")
    try folder.picture("photos/c.png")
    try folder.write(
      "\u{feff}by,kind,file\r\nme,\"close \"\"up\"\"\",\"a, b.png\"\r\nyou,slim,c.png\r\n",
      "kinds.csv")
    let set = try loadFolder(folder.path + "/photos", options: options)
    #expect(set.kinds == ["close \"up\"", "slim"])
    let plan = try planFolder(folder.path + "/photos", options: options)
    #expect(plan.count == 2 && plan.kinds == ["close \"up\"", "slim"])
    #expect(plan.geometry == options.geometry && plan.featureCount == 24)
  }

  @Test(
    "a kinds.csv that makes no sense is named with its line",
    arguments: [
      ("name,sort\n", 1), ("", 1), ("file,kind\na.png\n", 2), ("file,kind\na.png,x\na.png,y\n", 3),
      ("file,kind\n\"a.png,x\n", 2),
    ])
  func badKinds(text: String, line: Int) throws {
    try folder.picture("a.png")
    try folder.write(text, "kinds.csv")
    let error = #expect(throws: DataError.self) { try loadFolder(folder.path) }
    #expect(error?.message.contains("kinds.csv: line \(line): ") == true)
  }

  @Test("what is not there, or holds nothing, is an error before any work")
  func nothing() throws {
    let missing = #expect(throws: DataError.self) { try planFolder(folder.path + "/none") }
    #expect(missing?.failureClass == .file)
    #expect(missing?.message.hasSuffix("none: cannot read: no such file or folder") == true)
    try folder.write("x", "notes.txt")
    #expect(throws: DataError.noPictures(path: folder.path, files: 1)) {
      try planFolder(folder.path)
    }
    #expect(throws: DataError.noPictures(path: folder.path, files: 1)) {
      try loadFolder(folder.path)
    }
  }

  @Test("a wrong ending is read by content and noted")
  func misnamed() throws {
    try folder.picture("a.jpg")
    let set = try loadFolder(folder.path, options: options)
    #expect(set.notes == ["1 picture with the ending of another format (a.jpg), read by content"])
  }

  @Test("one picture is a data set of one")
  func single() throws {
    try folder.picture("a.png", level: 77)
    let set = try loadFolder(folder.path + "/a.png", options: options)
    #expect(levels(of: set) == [77] && set.notes.count == 1)
    try folder.write("no", "b.png")
    let error = #expect(throws: DataError.self) { try loadFolder(folder.path + "/b.png") }
    #expect(error == .picture(path: folder.path + "/b.png", .notAnImage))
  }

  @Test("options that make no sense are errors")
  func badOptions() throws {
    try folder.picture("a.png")
    for options in [
      PictureOptions(height: 0), PictureOptions(width: 1 << 40),
      PictureOptions(height: 65_535, width: 65_535),
      PictureOptions(scaling: .range(low: 1, high: -1)),
      PictureOptions(scaling: .range(low: .nan, high: 1)),
    ] {
      #expect(throws: DataError.self) { try loadFolder(folder.path, options: options) }
    }
  }
}
