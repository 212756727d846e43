/// What `Reference/torch_chain.py` printed (PyTorch 2.13).
enum TorchChain {
  static let outputs: [Float] = [
    0.5014147758483887, 0.6032861471176147, -0.3968694806098938, -0.33946463465690613,
  ]

  /// An optimizer, its options, and where three steps from (1, −2) at rate 0.1 led.
  struct Trajectory: Sendable {
    var optimizer: String
    var options: [String: Double]
    var end: [Float]
  }

  static let gradients: [[Float]] = [[0.5, -1], [0.25, 2], [-1.5, 0.125]]

  static let trajectories = [
    Trajectory(optimizer: "sgd", options: [:], end: [1.0750000476837158, -2.112499952316284]),
    Trajectory(
      optimizer: "sgd", options: ["momentum": 0.9],
      end: [0.9670000076293945, -2.121500015258789]),
    Trajectory(
      optimizer: "sgd", options: ["momentum": 0.9, "dampening": 0.5],
      end: [0.9157499670982361, -1.9252499341964722]),
    Trajectory(
      optimizer: "sgd", options: ["momentum": 0.9, "nesterov": 1],
      end: [1.045300006866455, -2.2218499183654785]),
    Trajectory(
      optimizer: "sgd", options: ["weight_decay": 0.2],
      end: [1.018671989440918, -1.9948439598083496]),
    Trajectory(
      optimizer: "sgd", options: ["momentum": 0.5, "weight_decay": 0.2],
      end: [0.9450719952583313, -1.9726440906524658]),
    Trajectory(optimizer: "adam", options: [:], end: [0.8415043950080872, -1.9684337377548218]),
    Trajectory(
      optimizer: "adam", options: ["beta1": 0.5, "beta2": 0.9, "weight_decay": 0.1],
      end: [0.8778996467590332, -1.9767866134643555]),
    Trajectory(
      optimizer: "rmsprop", options: [:], end: [0.4890551269054413, -1.9514739513397217]),
    Trajectory(
      optimizer: "rmsprop", options: ["smoothing": 0.9, "momentum": 0.5],
      end: [0.5249149203300476, -1.8939626216888428]),
  ]
}
