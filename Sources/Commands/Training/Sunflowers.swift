import Datasets
import Imaging
import Synchronization
import Tensors

/// The drawn sunflowers as a data set, drawn on all threads.
func drawSunflowers(
  _ options: PictureOptions, count: Int, on workers: WorkerPool
) -> DataSet {
  let pictures = Mutex<[[UInt8]]>(Array(repeating: [], count: count))
  workers.run(chunks: count) { index in
    let pixels = DrawnSunflowers.render(index, width: options.width, height: options.height)
    let image = Image(width: options.width, height: options.height, channels: 3, pixels: pixels)
    let prepared = options.color == .gray ? image.grayed().pixels : pixels
    pictures.withLock { $0[index] = prepared }
  }
  return DataSet(
    name: "sunflowers", geometry: options.geometry,
    pixels: pictures.withLock { $0.flatMap { $0 } }, scaling: options.scaling,
    kinds: (0..<count).map(DrawnSunflowers.kind))
}
