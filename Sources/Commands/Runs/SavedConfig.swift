import Foundation
import GANScript
import Vocabulary

/// What `config.json` says, as far as a run is taken up by it.
struct SavedConfig: Decodable, Sendable {
  /// A value of the file; lists and objects are not looked into.
  enum Scalar: Decodable, Sendable {
    case nothing
    case toggle(Bool)
    case number(Value)
    case text(String)
    case other

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .nothing
      } else if let isOn = try? container.decode(Bool.self) {
        self = .toggle(isOn)
      } else if let whole = try? container.decode(UInt64.self) {
        self = .number(Value(whole))
      } else if let number = try? container.decode(Double.self) {
        self = .number(.number(number))
      } else if let text = try? container.decode(String.self) {
        self = .text(text)
      } else {
        self = .other
      }
    }

    /// As a user would type it; `nil` for nothing, and for what a statement cannot hold.
    var source: String? {
      switch self {
      case .nothing, .other: nil
      case .toggle(let isOn): isOn ? "on" : "off"
      case .number(let number): number.description
      case .text(let text): text
      }
    }

    /// The same as a value of the language.
    var value: Value {
      switch self {
      case .nothing, .other: .nothing
      case .toggle(let isOn): .toggle(isOn)
      case .number(let number): number
      case .text(let text): .text(text)
      }
    }
  }

  struct Program: Decodable, Sendable {
    var engine: Int
    var vectorWidth: Int

    enum CodingKeys: String, CodingKey {
      case engine
      case vectorWidth = "vector_width"
    }
  }

  struct Argument: Decodable, Sendable {
    var value: Scalar
    var isDefault: Bool

    enum CodingKeys: String, CodingKey {
      case value
      case isDefault = "default"
    }
  }

  struct Stage: Decodable, Sendable {
    var untilEpoch: Int
    var generator: Double
    var discriminator: Double

    enum CodingKeys: String, CodingKey {
      case untilEpoch = "until_epoch"
      case generator, discriminator
    }
  }

  struct Networks: Decodable, Sendable {
    var generator: [String: Scalar]
    var discriminator: [String: Scalar]
  }

  struct Data: Decodable, Sendable {
    var name: String
    var source: String
    var count: Int
    var numbers: Int
    var shape: String?
    var scaling: String
    var sha256: String
    /// The names of kinds, in the order of a conditional network's one-hot numbers.
    var kinds: [String]?
  }

  var program: Program
  var recipe: String
  /// How many processes trained it together; `nil` for one.
  var processes: Int?
  var epochs: Int
  var arguments: [String: Argument]
  var optimizer: String
  var rates: [Stage]
  var networks: Networks
  var data: Data

  /// Reads the file's bytes; `nil` if they are not what this version writes.
  init?(_ bytes: [UInt8]) {
    guard let read = try? JSONDecoder().decode(SavedConfig.self, from: Foundation.Data(bytes)),
      !read.rates.isEmpty
    else { return nil }
    self = read
  }
}
