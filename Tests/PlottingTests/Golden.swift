import Foundation
import Testing

/// Compares a text with the one that was recorded; a missing one is recorded, and the test fails.
func expectGolden(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation)
  throws
{
  let folder = Bundle.module.resourceURL?.appendingPathComponent("Goldens")
  if let file = folder?.appendingPathComponent(name + ".txt"),
    let data = try? Data(contentsOf: file)
  {
    #expect(text + "\n" == String(decoding: data, as: UTF8.self), sourceLocation: sourceLocation)
    return
  }
  let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  let target = source.appendingPathComponent("Goldens").appendingPathComponent(name + ".txt")
  try Data((text + "\n").utf8).write(to: target)
  Issue.record("\(name) was not there; now recorded, look at it", sourceLocation: sourceLocation)
}
