import Files

/// Loads an `.npy` file of samples: `[N, pixels]`, `[N, H, W]` or `[N, H, W, C]`; `[N, C, H, W]` where that
/// is certain, with a note.
///
/// uint8 is scaled as asked; all other numbers are taken as they are unless they are to be
/// standardized, and must be finite.
public func loadArray(
  _ path: String, options: ArrayOptions = ArrayOptions()
) throws(DataError) -> DataSet {
  try options.check()
  let array = try NumberArray(contentsOf: path, rows: options.limit ?? .max)
  let layout = try ArrayLayout(shape: array.shape, path: path)
  let count = min(layout.count, options.limit ?? .max)
  switch array.elements {
  case .bytes(let bytes):
    let kept = count < layout.count ? Array(bytes.prefix(count * layout.featureCount)) : bytes
    return DataSet(name: path, layout: layout, bytes: kept, options: options)
  case .floats(let floats):
    if let index = floats.firstIndex(where: { !$0.isFinite }) {
      throw .array(
        path: path, reason: "sample \(index / layout.featureCount) holds \(floats[index])")
    }
    let kept =
      count < layout.count ? Array(floats.prefix(count * layout.featureCount)) : floats
    let (values, scaling) =
      options.scaling == .standardize
      ? standardized(kept) : (kept, scaling(of: kept, asked: options.scaling))
    return DataSet(
      name: path, geometry: layout.geometry, featureCount: layout.featureCount,
      values: layout.ordered(values), scaling: scaling, notes: layout.notes)
  }
}

/// Reads as much of an `.npy` file as tells number and shape of its samples.
public func planArray(
  _ path: String, options: ArrayOptions = ArrayOptions()
) throws(DataError) -> DataPlan {
  try options.check()
  let start = try readStart(path, count: NPYHeader.lengthLimit + 12)
  let header: NPYHeader
  do { header = try NPYHeader(start.bytes) } catch {
    throw .array(path: path, reason: error.reason)
  }
  try header.checkLength(of: start.length, path: path)
  var shape = header.shape
  // What lies beyond the limit is not read, and may be more than memory holds.
  if let limit = options.limit, !header.isFortran, let rows = shape.first {
    shape[0] = min(rows, limit)
  }
  return DataPlan(try ArrayLayout(shape: shape, path: path), limit: options.limit)
}

extension DataSet {
  /// Samples given as bytes; such that are no pictures are scaled like pixels all the same.
  init(
    name: String, layout: ArrayLayout, bytes: [UInt8], options: ArrayOptions,
    kinds: [String]? = nil
  ) {
    let scaling = (options.scaling ?? .range(low: -1, high: 1)).scaling(of: bytes)
    let table = scaling.table()
    self.init(
      name: name, geometry: layout.geometry, featureCount: layout.featureCount,
      values: layout.ordered(bytes).map { table[Int($0)] }, kinds: kinds, scaling: scaling,
      notes: layout.notes)
  }
}

/// What of some numbers is black and white: as asked, else the first usual range that holds all.
private func scaling(of values: [Float], asked: ScalingRule?) -> Scaling {
  if case .range(let low, let high)? = asked { return .range(low: low, high: high) }
  let low = values.min() ?? 0
  let high = values.max() ?? 0
  if low >= 0, high <= 1 { return .range(low: 0, high: 1) }
  if low >= -1, high <= 1 { return .range(low: -1, high: 1) }
  if low >= 0, high <= 255 { return .none }
  return .range(low: low, high: high)
}

/// Numbers with mean 0 and standard deviation 1 (of the population; numbers that are all the same keep
/// theirs), and the way back to the pixels that they would have been.
private func standardized(_ values: [Float]) -> ([Float], Scaling) {
  let count = Double(max(values.count, 1))
  let mean = values.reduce(0) { $0 + Double($1) } / count
  let variance = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count
  let deviation = variance > 0 ? variance.squareRoot() : 1
  // One step of the numbers in pixels, and the number that is black.
  let (black, step) =
    switch scaling(of: values, asked: nil) {
    case .range(let low, let high): (Double(low), 255 / max(Double(high) - Double(low), 1e-38))
    case .standardized, .none: (0.0, 1.0)
    }
  return (
    values.map { Float((Double($0) - mean) / deviation) },
    .standardized(mean: (mean - black) * step, standardDeviation: deviation * step)
  )
}
