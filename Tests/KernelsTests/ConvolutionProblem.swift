import Foundation
import Kernels

/// A convolution with its numbers.
final class ConvolutionProblem: Sendable {
  let geometry: ConvolutionGeometry
  let batch: Int
  let x: Block
  let w: Block
  let dy: Block
  let bias: [Float]
  let inputBias: [Float]
  /// What is passed as the scale of an added gradient.
  static let scale: Float = -0.5

  init(_ geometry: ConvolutionGeometry, batch: Int) {
    self.geometry = geometry
    self.batch = batch
    var source = Source(seed: batch + 7 * geometry.inRows)
    func block(_ rows: Int, _ columns: Int) -> Block {
      Block(rows, columns, (0..<rows * columns).map { _ in source.uniform() })
    }
    x = block(geometry.inRows, batch)
    w = block(geometry.outChannels, geometry.weightColumns)
    dy = block(geometry.outRows, batch)
    bias = (0..<geometry.outChannels).map { _ in source.uniform() }
    inputBias = (0..<geometry.inChannels).map { _ in source.uniform() }
  }

  /// How many products the plain form has.
  var products: Int { Int(geometry.operations / 2) * batch }
}

/// Rows that lie in wider ones, with guards between them; one vector behind the last element may be
/// read, and nothing behind it: there memory ends.
final class Block: @unchecked Sendable {
  static let guardValue: Float = 1234.5
  let rows: Int
  let columns: Int
  let stride: Int
  private let count: Int
  private let memory: UnsafeMutablePointer<Float>
  private let pages: UnsafeMutableRawPointer
  private let byteCount: Int

  init(_ rows: Int, _ columns: Int, _ values: [Float]? = nil) {
    self.rows = rows
    self.columns = columns
    stride = columns + 3
    count = 1 + (rows - 1) * stride + columns + 16
    let page = Int(getpagesize())
    let used = (count * 4 + page - 1) / page * page
    byteCount = used + page
    pages = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    mprotect(pages + used, page, PROT_NONE)
    memory = (pages + used - count * 4).bindMemory(to: Float.self, capacity: count)
    memory.initialize(repeating: Block.guardValue, count: count)
    if let values {
      for (i, value) in values.enumerated() {
        start[i / columns * stride + i % columns] = value
      }
    }
  }

  deinit { munmap(pages, byteCount) }

  var start: UnsafeMutablePointer<Float> { memory + 1 }
  var block: Rows { Rows(start: start, stride: stride) }
  var values: [Float] {
    (0..<rows * columns).map { start[$0 / columns * stride + $0 % columns] }
  }
  /// Whether no guard was overwritten.
  var isOutsideUntouched: Bool {
    (0..<count).allSatisfy { index in
      let inside = index - 1
      let isValue = inside >= 0 && inside < rows * stride && inside % stride < columns
      return isValue || memory[index] == Block.guardValue
    }
  }
}

/// What a convolution's passes gave.
struct ConvolutionResults {
  var forward: [Float]
  var inputGradient: [Float]
  var transposed: [Float]
  var weightGradient: [Float]
  var added: [Float]
  var isOutsideUntouched: Bool

  var byName: [String: [Float]] {
    [
      "forward": forward, "inputGradient": inputGradient, "transposed": transposed,
      "weightGradient": weightGradient, "added": added,
    ]
  }
}

extension ConvolutionProblem {
  func results(width: VectorWidth = .native, on workers: WorkerPool) -> ConvolutionResults {
    let convolution = Convolution(geometry)
    let y = Block(geometry.outRows, batch)
    let dx = Block(geometry.inRows, batch)
    let transposed = Block(geometry.inRows, batch)
    let dw = Block(geometry.outChannels, geometry.weightColumns)
    let added = Block(geometry.outChannels, geometry.weightColumns, w.values)
    func scratch(_ count: Int) -> Block {
      Block(1, count, [Float](repeating: .nan, count: count))
    }
    let threads = workers.threads
    var isUntouched = true
    var memory = scratch(convolution.forwardScratchCount(threads: threads))
    convolution.forward(
      w: w.block, x: x.block, bias: bias, into: y.block, batch: batch, scratch: memory.start,
      width: width, on: workers)
    isUntouched = memory.isOutsideUntouched
    memory = scratch(convolution.inputGradientScratchCount(threads: threads))
    convolution.inputGradient(
      w: w.block, dy: dy.block, into: dx.block, batch: batch, scratch: memory.start, width: width,
      on: workers)
    convolution.inputGradient(
      w: w.block, dy: dy.block, bias: inputBias, into: transposed.block, batch: batch,
      scratch: memory.start, width: width, on: workers)
    isUntouched = isUntouched && memory.isOutsideUntouched
    memory = scratch(convolution.weightGradientScratchCount(batch: batch, threads: threads))
    convolution.weightGradient(
      dy: dy.block, x: x.block, into: dw.block, addedTimes: nil, batch: batch,
      scratch: memory.start, width: width, on: workers)
    convolution.weightGradient(
      dy: dy.block, x: x.block, into: added.block, addedTimes: Self.scale, batch: batch,
      scratch: memory.start, width: width, on: workers)
    isUntouched =
      isUntouched && [memory, y, dx, transposed, dw, added].allSatisfy(\.isOutsideUntouched)
    return ConvolutionResults(
      forward: y.values, inputGradient: dx.values, transposed: transposed.values,
      weightGradient: dw.values, added: added.values, isOutsideUntouched: isUntouched)
  }

  /// The same in float64, by the definition, without any form's identity.
  var plain: [String: [Double]] {
    let g = geometry
    let (height, width) = (g.inHeight, g.inWidth)
    let factor = g.upsampled ? 2 : 1
    let pool = g.pooled ? 2 : 1
    let share = 1 / Double(pool * pool)
    let taps = g.kernel * g.kernel
    let (x, w, dy) = (x.values, w.values, dy.values)
    var y = [Double](repeating: 0, count: dy.count)
    var dx = [Double](repeating: 0, count: x.count)
    var dw = [Double](repeating: 0, count: w.count)
    for out in 0..<g.outChannels {
      for i in 0..<g.outHeight * pool {
        for j in 0..<g.outWidth * pool {
          let outRow = (out * g.outHeight + i / pool) * g.outWidth + j / pool
          for channel in 0..<g.inChannels {
            for tap in 0..<taps {
              let a = i * g.stride - g.pad + tap / g.kernel
              let b = j * g.stride - g.pad + tap % g.kernel
              if a < 0 || b < 0 || a >= factor * height || b >= factor * width { continue }
              let inRow = (channel * height + a / factor) * width + b / factor
              let index = out * g.weightColumns + channel * taps + tap
              let weight = Double(w[index]) * share
              var gradient = 0.0
              for n in 0..<batch {
                let value = Double(x[inRow * batch + n])
                let derivative = Double(dy[outRow * batch + n])
                y[outRow * batch + n] += weight * value
                dx[inRow * batch + n] += weight * derivative
                gradient += derivative * value
              }
              dw[index] += share * gradient
            }
          }
        }
      }
    }
    let outPixels = g.outHeight * g.outWidth * batch
    let inPixels = height * width * batch
    return [
      "forward": y.enumerated().map { $1 + Double(bias[$0 / outPixels]) },
      "inputGradient": dx,
      "transposed": dx.enumerated().map { $1 + Double(inputBias[$0 / inPixels]) },
      "weightGradient": dw,
      "added": zip(w, dw).map { Double($0) + Double(Self.scale) * $1 },
    ]
  }
}
