import CountedMemory
import Tensors
import Testing

import class Kernels.ProductLog

/// What is around the kernels: shapes, columns of wider tensors, the log. The kernels' own tests look
/// at the arithmetic.
struct ConvolutionTests {
  private static let geometries = [
    ConvolutionGeometry(
      inChannels: 3, inHeight: 5, inWidth: 6, outChannels: 5, kernel: 4, stride: 2, pad: 1),
    ConvolutionGeometry(
      inChannels: 4, inHeight: 3, inWidth: 4, outChannels: 5, kernel: 3, pad: 1, upsampled: true),
    ConvolutionGeometry(
      inChannels: 2, inHeight: 6, inWidth: 4, outChannels: 9, kernel: 3, pad: 1, pooled: true),
  ]

  /// Columns of wider tensors give what tensors of their own give, and the others are left alone.
  @Test(arguments: geometries) func columnsOfWiderTensorsServe(_ geometry: ConvolutionGeometry) {
    let workers = WorkerPool(threads: 2)
    let (wide, range) = (64, 17..<42)
    let w = random(geometry.outChannels, geometry.weightColumns, 1)
    let x = random(geometry.inRows, wide, 2)
    let dy = random(geometry.outRows, wide, 3)
    let bias = random(1, geometry.outChannels, 4)
    let scratch = scratch(geometry, wide, workers)
    func parted(_ rows: Int, _ run: (Tensor) -> Void, alone: (Tensor) -> Void) {
      let whole = Tensor(rows: rows, columns: wide)
      whole.fill(7)
      run(whole.columns(range))
      let single = Tensor(rows: rows, columns: range.count)
      alone(single)
      for row in 0..<rows {
        for column in 0..<wide {
          let expected: Float =
            range.contains(column) ? single[row, column - range.lowerBound] : 7
          #expect(abs(whole[row, column] - expected) < 1e-4)
        }
      }
    }
    parted(geometry.outRows) {
      convolve(
        geometry, w, x.columns(range), bias: bias, into: $0, scratch: scratch, on: workers)
    } alone: {
      convolve(
        geometry, w, copied(x, range), bias: bias, into: $0, scratch: scratch, on: workers)
    }
    parted(geometry.inRows) {
      convolveTransposed(geometry, w, dy.columns(range), into: $0, scratch: scratch, on: workers)
    } alone: {
      convolveTransposed(geometry, w, copied(dy, range), into: $0, scratch: scratch, on: workers)
    }
    let dw = [random(w.rows, w.columns, 5), random(w.rows, w.columns, 5)]
    convolveOuter(
      geometry, dy.columns(range), x.columns(range), into: dw[0], scratch: scratch, on: workers)
    convolveOuter(
      geometry, copied(dy, range), copied(x, range), into: dw[1], scratch: scratch, on: workers)
    #expect(zip(dw[0].values, dw[1].values).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  /// What is fused is what its layers give one after the other.
  @Test func fusedLayersAreTheirLayersInTurn() {
    let workers = WorkerPool(threads: 1)
    let batch = 9
    for isUpsampled in [true, false] {
      let fused = ConvolutionGeometry(
        inChannels: 3, inHeight: 4, inWidth: 6, outChannels: 5, kernel: 3, pad: 1,
        upsampled: isUpsampled, pooled: !isUpsampled)
      let factor = isUpsampled ? 2 : 1
      let plain = ConvolutionGeometry(
        inChannels: 3, inHeight: 4 * factor, inWidth: 6 * factor, outChannels: 5, kernel: 3, pad: 1)
      let w = random(5, fused.weightColumns, 1)
      let x = random(fused.inRows, batch, 2)
      let dy = random(fused.outRows, batch, 3)
      let memory = [scratch(fused, batch, workers), scratch(plain, batch, workers)]
      let (y, dx, dw) = (
        Tensor(rows: fused.outRows, columns: batch), Tensor(rows: fused.inRows, columns: batch),
        Tensor(rows: 5, columns: w.columns)
      )
      convolve(fused, w, x, bias: nil, into: y, scratch: memory[0], on: workers)
      convolveTransposed(fused, w, dy, into: dx, scratch: memory[0], on: workers)
      convolveOuter(fused, dy, x, into: dw, scratch: memory[0], on: workers)

      let inner = isUpsampled ? Tensor(rows: plain.inRows, columns: batch) : x
      if isUpsampled { upsample(.nearest, x, height: 4, width: 6, into: inner, on: workers) }
      let outer = isUpsampled ? dy : Tensor(rows: plain.outRows, columns: batch)
      if !isUpsampled {
        averagePoolGradient(dy, height: 4, width: 6, into: outer, on: workers)
      }
      let large = Tensor(rows: plain.outRows, columns: batch)
      convolve(plain, w, inner, bias: nil, into: large, scratch: memory[1], on: workers)
      let innerGradient = Tensor(rows: plain.inRows, columns: batch)
      convolveTransposed(plain, w, outer, into: innerGradient, scratch: memory[1], on: workers)
      let plainWeights = Tensor(rows: 5, columns: w.columns)
      convolveOuter(plain, outer, inner, into: plainWeights, scratch: memory[1], on: workers)
      let plainY = isUpsampled ? large : Tensor(rows: fused.outRows, columns: batch)
      if !isUpsampled { averagePool(large, height: 4, width: 6, into: plainY, on: workers) }
      let plainX = isUpsampled ? Tensor(rows: fused.inRows, columns: batch) : innerGradient
      if isUpsampled {
        upsampleGradient(
          .nearest, innerGradient, height: 4, width: 6, into: plainX, on: workers)
      }
      for (one, other) in [(y, plainY), (dx, plainX), (dw, plainWeights)] {
        let largest = other.values.reduce(0) { max($0, abs($1)) }
        #expect(largest > 0.1)
        #expect(zip(one.values, other.values).allSatisfy { abs($0 - $1) < 3e-6 * largest })
      }
    }
  }

  @Test func sumsOfChannelsAreAdded() {
    let workers = WorkerPool(threads: 2)
    let x = random(5 * 12, 37, 1)
    let total = Tensor(rows: 1, columns: 5)
    total.fill(2)
    addChannelSums(x, scale: -0.5, to: total, on: workers)
    for channel in 0..<5 {
      let sum = (0..<12 * 37).reduce(0.0) { sum, i in
        sum + Double(x[channel * 12 + i / 37, i % 37])
      }
      #expect(abs(Double(total[0, channel]) - (2 - 0.5 * sum)) < 1e-6)
    }
  }

  @Test func theLogTellsWhatIsDoneAndWhatIsDefined() throws {
    let workers = WorkerPool(threads: 1)
    let log = ProductLog()
    workers.productLog = log
    let geometry = Self.geometries[1]
    let x = random(geometry.inRows, 8, 1)
    let y = Tensor(rows: geometry.outRows, columns: 8)
    convolve(
      geometry, random(5, geometry.weightColumns, 2), x, bias: nil, into: y,
      scratch: scratch(geometry, 8, workers), on: workers)
    let entry = try #require(log.entries.first)
    #expect(entry.key.kind == .convolution && entry.value.count == 1)
    #expect(entry.key.definedOperations == 2 * 5 * 6 * 8 * 8 * 4 * 9)
    #expect(entry.key.operations == 2 * 5 * 3 * 4 * 8 * 4 * 9)
  }

  /// All passes, by every form, take what they need from the scratch memory.
  @Test(.enabled(if: allocationsOfThisThread() >= 0)) func nothingIsAllocated() {
    let workers = WorkerPool(threads: 1)
    let large = [
      ConvolutionGeometry(
        inChannels: 16, inHeight: 6, inWidth: 6, outChannels: 16, kernel: 4, stride: 2, pad: 1),
      ConvolutionGeometry(
        inChannels: 16, inHeight: 6, inWidth: 6, outChannels: 16, kernel: 3, pad: 1),
      ConvolutionGeometry(
        inChannels: 1, inHeight: 6, inWidth: 6, outChannels: 2, kernel: 4, stride: 2, pad: 1),
    ]
    for geometry in Self.geometries + large {
      let (x, y) = (random(geometry.inRows, 8, 1), random(geometry.outRows, 8, 2))
      let w = random(geometry.outChannels, geometry.weightColumns, 3)
      let memory = scratch(geometry, 8, workers)
      let sums = Tensor(rows: 1, columns: geometry.outChannels)
      let before = allocationsOfThisThread()
      convolve(geometry, w, x, bias: nil, into: y, scratch: memory, on: workers)
      convolveTransposed(geometry, w, y, into: x, scratch: memory, on: workers)
      convolveOuter(geometry, y, x, into: w, scratch: memory, on: workers)
      addChannelSums(y, scale: 1, to: sums, on: workers)
      #expect(allocationsOfThisThread() - before == 0, "\(geometry)")
    }
  }

  private func copied(_ x: Tensor, _ range: Range<Int>) -> Tensor {
    let result = Tensor(rows: x.rows, columns: range.count)
    result.copy(from: x.columns(range))
    return result
  }
}

/// Scratch memory for all passes.
private func scratch(
  _ geometry: ConvolutionGeometry, _ batch: Int, _ workers: WorkerPool
) -> Tensor {
  let convolution = Convolution(geometry)
  return Tensor(
    rows: 1,
    columns: max(
      convolution.forwardScratchCount(threads: workers.threads),
      convolution.inputGradientScratchCount(threads: workers.threads),
      convolution.weightGradientScratchCount(batch: batch, threads: workers.threads)))
}

private func random(_ rows: Int, _ columns: Int, _ seed: UInt64) -> Tensor {
  let tensor = Tensor(rows: rows, columns: columns)
  var stream = RandomStream(seed: seed, .drawing)
  tensor.values = (0..<rows * columns).map { _ in Float(stream.below(2001)) / 1000 - 1 }
  return tensor
}
