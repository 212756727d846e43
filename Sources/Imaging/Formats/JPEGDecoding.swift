import CTurboJPEG

/// Decodes a JPEG file with the accurate inverse transform and smooth upsampling of colour: the
/// library's defaults, and Pillow's.
@Sendable func decodeJPEG(
  _ bytes: [UInt8], _ limits: ImageLimits
) throws(ImageError) -> DecodedImage {
  let header = try JPEGHeader(bytes, limits: limits)
  try limits.check(width: header.width, height: header.height, isInterlaced: header.isProgressive)
  let mode: SourceMode
  let format: TJPF
  switch header.components {
  case 1: (mode, format) = (.gray, TJPF_GRAY)
  case 3: (mode, format) = (.rgb, TJPF_RGB)
  case 4: (mode, format) = (.cmyk, TJPF_CMYK)
  default: throw .unsupported("JPEG of \(header.components) components")
  }
  guard let decoder = tjInitDecompress() else { throw .damaged("out of memory") }
  defer { tjDestroy(decoder) }

  let stride = header.width * mode.bytesPerPixel
  let size = stride * header.height
  var problem: ImageError?
  var pixels = bytes.withUnsafeBufferPointer { source in
    [UInt8](unsafeUninitializedCapacity: size) { pixels, count in
      var width: Int32 = 0
      var height: Int32 = 0
      var subsampling: Int32 = 0
      var space: Int32 = 0
      // Its result does not count: it refuses samplings that the decoder takes.
      _ = tjDecompressHeader3(
        decoder, source.baseAddress, UInt(source.count), &width, &height, &subsampling, &space)
      guard Int(width) == header.width, Int(height) == header.height else {
        problem = .damaged(String(cString: tjGetErrorStr2(decoder)))
        return
      }
      let result = tjDecompress2(
        decoder, source.baseAddress, UInt(source.count), pixels.baseAddress, width, Int32(stride),
        height, format.rawValue, 0)
      if result != 0 { problem = failure(of: decoder) }
      count = problem == nil ? size : 0
    }
  }
  if let problem { throw problem }
  // Files of four components hold the inks inverted, by the convention that Adobe began.
  if mode == .cmyk { for i in pixels.indices { pixels[i] = 255 - pixels[i] } }
  return DecodedImage(
    mode: mode, width: header.width, height: header.height, pixels: pixels)
}

/// What a decoder's complaint means; `nil` where the picture is whole all the same.
private func failure(of decoder: tjhandle) -> ImageError? {
  let message = String(cString: tjGetErrorStr2(decoder))
  if message.contains("remature end") { return .truncated() }
  if tjGetErrorCode(decoder) == TJERR_WARNING.rawValue, !message.contains("bad Huffman code") {
    return nil
  }
  return .damaged(message)
}
