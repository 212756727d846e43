import Foundation
import Vocabulary

/// How pixels are weighed when a picture is resized. Weights are those of Pillow's `Resample.c`.
public enum ResampleFilter: String, Sendable, CaseIterable, Described {
  /// Cubic convolution with a = -0.5 (Keys 1981).
  case bicubic
  /// The nearest pixel, nothing weighed.
  case nearest
  /// A triangle over two pixels.
  case bilinear
  /// The mean of the pixels below the new one.
  case box
  /// Sinc windowed by sinc, three lobes.
  case lanczos
  /// Sinc windowed by Hamming's cosine, one lobe.
  case hamming

  /// All of them.
  public static let catalog = Catalog("filter", allCases)

  /// Its description.
  public var term: Term {
    switch self {
    case .bicubic: Term("bicubic", "cubic convolution, a = -0.5; Pillow's default since 7.0")
    case .nearest: Term("nearest", "the nearest pixel; Pillow's default before 7.0")
    case .bilinear: Term("bilinear", "linear weights over one pixel to each side")
    case .box: Term("box", "mean of the pixels below the new one")
    case .lanczos: Term("lanczos", "sinc over three pixels to each side, windowed by sinc")
    case .hamming: Term("hamming", "sinc over one pixel to each side, windowed by a cosine")
    }
  }

  /// How far from its centre it reaches, in pixels of the coarser picture.
  var support: Double {
    switch self {
    case .nearest: 0
    case .box: 0.5
    case .bilinear, .hamming: 1
    case .bicubic: 2
    case .lanczos: 3
    }
  }

  /// The weight of a pixel at a distance from the centre.
  func weight(at distance: Double) -> Double {
    let x = abs(distance)
    switch self {
    case .nearest: return 0
    case .box: return distance > -0.5 && distance <= 0.5 ? 1 : 0
    case .bilinear: return x < 1 ? 1 - x : 0
    case .hamming:
      if x == 0 { return 1 }
      if x >= 1 { return 0 }
      let angle = x * Double.pi
      return sin(angle) / angle * (Double(0.54 as Float) + Double(0.46 as Float) * cos(angle))
    case .bicubic:
      let a = -0.5
      if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
      if x < 2 { return (((x - 5) * x + 8) * x - 4) * a }
      return 0
    case .lanczos:
      return distance >= -3 && distance < 3 ? sinc(distance) * sinc(distance / 3) : 0
    }
  }
}

private func sinc(_ x: Double) -> Double {
  if x == 0 { return 1 }
  let angle = x * Double.pi
  return sin(angle) / angle
}
