import Files

/// Loads an IDX file of unsigned bytes, gzipped or not: `[N, H, W]` as MNIST, `[N, pixels]` or
/// `[N, H, W, C]`. A file of labels, if one is named, gives kinds.
public func loadIDX(
  _ path: String, options: ArrayOptions = ArrayOptions()
) throws(DataError) -> DataSet {
  try options.check()
  let (header, bytes) = try readIDX(path, rows: options.limit ?? .max)
  guard header.shape.count > 1 else {
    throw .array(path: path, reason: "a file of labels; load the file of images")
  }
  let layout = try ArrayLayout(shape: header.shape, path: path)
  let count = min(layout.count, options.limit ?? .max)
  let kinds = try options.labels.map { path throws(DataError) in
    try labels(path, count: layout.count).prefix(count).map { "\($0)" }
  }
  return DataSet(
    name: path, layout: layout, bytes: Array(bytes.prefix(count * layout.featureCount)),
    options: options, kinds: kinds)
}

/// Reads as much of an IDX file as tells number and shape of its samples.
public func planIDX(
  _ path: String, options: ArrayOptions = ArrayOptions()
) throws(DataError) -> DataPlan {
  try options.check()
  let start = try readStart(path, count: 1 << 12)
  let isZipped = Gunzip.matches(start.bytes)
  let bytes =
    isZipped
    ? try Gunzip.inflate(start.bytes, limit: IDXHeader.longest, path: path).bytes : start.bytes
  let header = try IDXHeader(bytes, path: path)
  if !isZipped { try header.checkLength(of: start.length, path: path) }
  let layout = try ArrayLayout(shape: header.shape, path: path)
  let kinds = try options.labels.map { path throws(DataError) in
    try labels(path, count: layout.count).prefix(options.limit ?? .max)
  }
  return DataPlan(layout, limit: options.limit, labels: kinds ?? [])
}

/// The labels of so many samples.
private func labels(_ path: String, count: Int) throws(DataError) -> ArraySlice<UInt8> {
  let (header, bytes) = try readIDX(path, rows: .max)
  guard header.shape == [count] else {
    throw .array(
      path: path, reason: "of shape \(header.shape), not one label for each of \(count) samples")
  }
  return bytes
}

/// The header and the bytes after it, as far as so many rows if it is not packed.
private func readIDX(
  _ path: String, rows: Int
) throws(DataError) -> (IDXHeader, ArraySlice<UInt8>) {
  var bytes: [UInt8]
  do throws(FileError) {
    let file = try OpenFile(path)
    let start = try file.bytes(0..<min(file.stamp.size, IDXHeader.longest))
    if !Gunzip.matches(start), let header = try? IDXHeader(start, path: path),
      rows < header.shape[0],
      (try? header.checkLength(of: file.stamp.size, path: path)) != nil
    {
      let end = header.dataStart + header.count / header.shape[0] * rows
      return (header, try file.bytes(0..<end)[header.dataStart...])
    }
    bytes = try readFile(path)
  } catch { throw .file(error) }
  if Gunzip.matches(bytes) {
    let start = try Gunzip.inflate(bytes, limit: IDXHeader.longest, path: path).bytes
    let header = try IDXHeader(start, path: path)
    let whole = try Gunzip.inflate(bytes, limit: header.dataStart + header.count, path: path)
    guard whole.isComplete else {
      throw .array(path: path, reason: "holds more than its shape \(header.shape) needs")
    }
    bytes = whole.bytes
  }
  let header = try IDXHeader(bytes, path: path)
  try header.checkLength(of: bytes.count, path: path)
  return (header, bytes[header.dataStart...])
}

extension IDXHeader {
  /// Throws unless a file of so many bytes holds all numbers and nothing else.
  func checkLength(of length: Int, path: String) throws(DataError) {
    let wanted = dataStart + count
    guard length == wanted else {
      throw .array(
        path: path,
        reason: length < wanted
          ? "truncated: \(length) bytes where its shape \(shape) needs \(wanted)"
          : "\(length - wanted) bytes more than its shape \(shape) needs")
    }
  }
}
