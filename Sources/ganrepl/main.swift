import Adversarial
import Networks
import Tensors
import Foundation
let normed = [Network.Modifier("batchnorm"), Network.Modifier("relu")]
let leaky = [Network.Modifier("leakyrelu")]
let g = try Network(name: "generator", inputs: 100, stages: [
  .init(units: 128, modifiers: [.init("relu")]), .init(units: 256, modifiers: normed),
  .init(units: 512, modifiers: normed), .init(units: 1024, modifiers: normed),
  .init(units: 4096, modifiers: [.init("tanh")])])
let d = try Network(name: "discriminator", inputs: 4096, stages: [
  .init(units: 1024, modifiers: leaky), .init(units: 256, modifiers: leaky),
  .init(units: 1, modifiers: [.init("sigmoid")])])
let b = Int(CommandLine.arguments[1])!, th = Int(CommandLine.arguments[2])!
let w = WorkerPool(threads: th)
let r = Recipe(epochs: 5, batch: b, generatorRate: 0.05, discriminatorRate: 0.05, optimizer: optimizerCatalog[CommandLine.arguments[3]]!.optimizer(), objective: objectiveCatalog["bce"]!.objective)
var s = RandomStream(seed: 1, .drawing)
let t0 = Date()
let tr = try Trainer(Players(generator: g, discriminator: d), r, data: TrainingData(values: (0..<256*4096).map { _ in s.uniform()*2-1 }, features: 4096), workers: w)
print("setup", Date().timeIntervalSince(t0))
for _ in 0..<8 { let t = Date(); let e = try tr.epoch()!; print(Date().timeIntervalSince(t), e.generator, e.discriminator) }
