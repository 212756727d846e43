import Datasets
import Imaging
import Synchronization
import Tensors

/// The drawn sunflowers as a data set, drawn on all threads. Throws `DataError.interrupted` if it is to
/// stop.
func drawSunflowers(
  _ options: PictureOptions, count: Int, on workers: WorkerPool, _ watch: Watch
) throws(DataError) -> DataSet {
  let pictures = Mutex<[[UInt8]]>(Array(repeating: [], count: count))
  let done = Mutex(0)
  workers.run(chunks: count) { index in
    guard done.withLock({ _ in !watch.isInterrupted() }) else { return }
    let pixels = DrawnSunflowers.render(index, width: options.width, height: options.height)
    let image = Image(width: options.width, height: options.height, channels: 3, pixels: pixels)
    let prepared = options.color == .gray ? image.grayed().pixels : pixels
    pictures.withLock { $0[index] = prepared }
    done.withLock { done in
      done += 1
      watch.onProgress(done, count)
    }
  }
  let finished = done.withLock { $0 }
  guard finished == count else { throw .interrupted(done: finished, total: count) }
  return DataSet(
    name: "sunflowers", geometry: options.geometry,
    pixels: pictures.withLock { $0.flatMap { $0 } }, scaling: options.scaling,
    kinds: (0..<count).map(DrawnSunflowers.kind))
}
