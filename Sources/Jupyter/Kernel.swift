import Foundation
import Synchronization

/// A kernel of Jupyter's: answers requests with what a host does, until it is told to end.
///
/// Requests on the shell channel are worked on one after the other, by the thread that called `run`.
/// Interrupts and shutdowns come on the control channel and are heard while a cell is carried out.
public final class Kernel<Host: KernelHost> {
  private let host: Host
  private let router: MessageRouter
  private let signature: Signature
  private let control: ControlDesk
  /// Cells carried out.
  private var count = 0
  /// What was typed in this session, by the number of its cell.
  private var inputs: [(count: Int, text: String)] = []

  /// A kernel for a connection.
  ///
  /// Throws if ZeroMQ is missing or an address is taken.
  ///
  /// - Parameters:
  ///   - interrupt: Asks the host to stop what it carries out; called from another thread.
  ///   - isToEnd: Whether the process is to end; asked once a second from another thread.
  public init(
    _ connection: KernelConnection, host: Host, interrupt: @escaping @Sendable () -> Void,
    isToEnd: @escaping @Sendable () -> Bool
  ) throws(KernelError) {
    self.host = host
    signature = connection.signature
    let writer = MessageWriter(signature: connection.signature)
    let router = try MessageRouter()
    let control = ControlDesk(
      router: router, writer: writer, signature: signature,
      information: host.information.reply, interrupt: interrupt)
    self.router = router
    self.control = control
    try router.start(
      connection,
      MessageRouter.Duties(
        control: { control.answer($0, on: .control) },
        subscription: { topic in
          let content = ["subscription": String(decoding: topic, as: UTF8.self)]
          let frames = writer.frames("iopub_welcome", content, parent: nil, to: [topic])
          router.send(frames, on: .iopub)
        }, isToEnd: isToEnd))
  }

  /// Answers requests until the kernel is told to end.
  public func run() {
    control.publishStatus("starting", parent: nil)
    while let incoming = router.next() { answer(incoming) }
    router.close()
  }

  private func answer(_ incoming: MessageRouter.Incoming, aborts: Bool = false) {
    guard let request = try? KernelMessage(incoming.frames, signature) else { return }
    if ControlDesk.types.contains(request.type) {
      control.answer(incoming.frames, on: incoming.channel)
      return
    }
    let reply = request.type.replacing("_request", with: "_reply")
    control.publishStatus("busy", parent: request.header)
    defer { control.publishStatus("idle", parent: request.header) }
    let content: [String: Any]
    switch request.type {
    case "execute_request":
      content = aborts ? ["status": "aborted", "execution_count": count] : execute(request)
    case "complete_request": content = complete(request)
    case "inspect_request": content = inspect(request)
    case "is_complete_request":
      let completeness = host.completeness(of: request.text("code"))
      content =
        completeness == .incomplete
        ? ["status": completeness.rawValue, "indent": "  "] : ["status": completeness.rawValue]
    case "history_request": content = history(request)
    case "comm_info_request": content = ["status": "ok", "comms": [String: Any]()]
    default:
      // Widgets, debuggers: nothing that this language has, and not to be answered.
      return
    }
    control.send(reply, content, to: request, on: incoming.channel)
    // What was to follow a cell that failed is not carried out.
    if request.type == "execute_request", content["status"] as? String == "error",
      request.isOn("stop_on_error", default: true)
    {
      for waiting in router.takeWaiting() { answer(waiting, aborts: true) }
    }
  }

  private func execute(_ request: KernelMessage) -> [String: Any] {
    let code = request.text("code")
    let isSilent = request.isOn("silent", default: false)
    let isEmpty = code.allSatisfy(\.isWhitespace)
    if !isSilent, !isEmpty, request.isOn("store_history", default: true) {
      count += 1
      inputs.append((count, code))
      host.remember(code)
    }
    let (count, parent) = (count, request.header)
    let publish: @Sendable (String, [String: any Sendable]) -> Void = { [control] type, content in
      if !isSilent { control.publish(type, content, parent: parent) }
    }
    publish("execute_input", ["code": code, "execution_count": count])
    let display = KernelDisplay(count: count, publish: publish)
    let result = isEmpty ? .done(pages: []) : host.execute(code, display)
    display.finish()
    switch result {
    case .done(let pages):
      return [
        "status": "ok", "execution_count": count, "user_expressions": [String: Any](),
        "payload": pages.map { page -> [String: Any] in
          ["source": "page", "start": 0, "data": ["text/plain": page]]
        },
      ]
    case .failed(let name, let message, let lines):
      publish("error", ["ename": name, "evalue": message, "traceback": lines])
      return [
        "status": "error", "execution_count": count, "ename": name, "evalue": message,
        "traceback": lines,
      ]
    }
  }

  private func complete(_ request: KernelMessage) -> [String: Any] {
    let code = request.text("code")
    let found = host.complete(code, cursor: code.byteOffset(request.number("cursor_pos")))
    return [
      "status": "ok", "matches": found.matches, "metadata": [String: Any](),
      "cursor_start": code.scalarOffset(found.range.lowerBound),
      "cursor_end": code.scalarOffset(found.range.upperBound),
    ]
  }

  private func inspect(_ request: KernelMessage) -> [String: Any] {
    let code = request.text("code")
    let page = host.inspect(code, cursor: code.byteOffset(request.number("cursor_pos")))
    return [
      "status": "ok", "found": page != nil, "metadata": [String: Any](),
      "data": page.map { ["text/plain": $0] } ?? [:],
    ]
  }

  /// Inputs as `[session, number, text]`: session 0 is this one, -1 all that came before.
  private func history(_ request: KernelMessage) -> [String: Any] {
    let earlier = host.earlierInputs.enumerated().map { (session: -1, $0.offset + 1, $0.element) }
    let all = earlier + inputs.map { (session: 0, $0.count, $0.text) }
    let most = max(request.number("n") ?? all.count, 0)
    var chosen: [(session: Int, Int, String)]
    switch request.text("hist_access_type") {
    case "range":
      let session = min(max(request.number("session") ?? 0, -1), 0)
      let start = request.number("start") ?? 1
      let stop = request.number("stop") ?? .max
      chosen = all.filter { $0.session == session && $0.1 >= start && $0.1 < stop }
    case "search":
      let pattern = request.text("pattern")
      chosen = all.filter { fnmatch(pattern.isEmpty ? "*" : pattern, $0.2, 0) == 0 }
      if request.isOn("unique", default: false) {
        var seen: Set<String> = []
        chosen = chosen.reversed().filter { seen.insert($0.2).inserted }.reversed()
      }
      chosen = chosen.suffix(most)
    default: chosen = all.suffix(most)
    }
    let withOutput = request.isOn("output", default: false)
    return [
      "status": "ok",
      "history": chosen.map { session, number, text -> [Any] in
        // Outputs are not kept.
        [session, number, withOutput ? [text, NSNull()] as [Any] : text]
      },
    ]
  }
}

/// What is answered at once on any channel, and how messages are sent.
struct ControlDesk: Sendable {
  let router: MessageRouter
  let writer: MessageWriter
  let signature: Signature
  let information: [String: any Sendable]
  let interrupt: @Sendable () -> Void

  /// The requests that it answers.
  static let types = ["kernel_info_request", "interrupt_request", "shutdown_request"]

  /// Answers a request; what is none is passed over.
  func answer(_ frames: [[UInt8]], on channel: MessageRouter.Channel) {
    guard let request = try? KernelMessage(frames, signature) else { return }
    publishStatus("busy", parent: request.header)
    defer { publishStatus("idle", parent: request.header) }
    switch request.type {
    case "kernel_info_request": send("kernel_info_reply", information, to: request, on: channel)
    case "interrupt_request":
      interrupt()
      send("interrupt_reply", ["status": "ok"], to: request, on: channel)
    case "shutdown_request":
      let isRestart = request.isOn("restart", default: false)
      send(
        "shutdown_reply", ["status": "ok", "restart": isRestart], to: request, on: channel)
      router.finish()
      // A training that goes on is stopped and kept.
      interrupt()
    default: break
    }
  }

  func send(
    _ type: String, _ content: [String: Any], to request: KernelMessage,
    on channel: MessageRouter.Channel
  ) {
    router.send(
      writer.frames(type, content, parent: request.header, to: request.identities), on: channel)
  }

  func publish(_ type: String, _ content: [String: Any], parent: [UInt8]?) {
    let topic = Array("kernel.\(writer.session).\(type)".utf8)
    router.send(writer.frames(type, content, parent: parent, to: [topic]), on: .iopub)
  }

  func publishStatus(_ state: String, parent: [UInt8]?) {
    publish("status", ["execution_state": state], parent: parent)
  }
}

extension KernelInformation {
  /// The content of a `kernel_info_reply`.
  var reply: [String: any Sendable] {
    [
      "status": "ok", "protocol_version": KernelMessage.protocolVersion,
      "implementation": "ganrepl", "implementation_version": version,
      "banner": banner, "help_links": [[String: String]](),
      "language_info": language, "debugger": false,
      "supported_features": ["iopub_welcome"],
    ]
  }
}

extension String {
  /// Where a character of the text begins in UTF-8, given by how many Unicode scalars come before it.
  func byteOffset(_ scalars: Int?) -> Int {
    guard let scalars else { return utf8.count }
    return unicodeScalars.prefix(max(scalars, 0)).reduce(0) { $0 + $1.utf8.count }
  }

  /// How many Unicode scalars come before a byte of the text.
  func scalarOffset(_ bytes: Int) -> Int {
    var (count, offset) = (0, 0)
    for scalar in unicodeScalars {
      if offset >= bytes { break }
      offset += scalar.utf8.count
      count += 1
    }
    return count
  }
}
