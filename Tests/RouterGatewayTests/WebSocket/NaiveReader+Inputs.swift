#if canImport(RouterGateway)
  @testable import RouterGateway
#endif

extension NaiveReader.Input {
  /// What the naive reader ought to say. A fuzzer has both in its own module.
  init(_ input: MessageReader.Input) {
    self =
      switch input {
      case .text(let bytes): .text(bytes)
      case .binary(let bytes): .binary(bytes)
      case .ping(let bytes): .ping(bytes)
      case .pong: .pong
      case .close(let code): .close(Int(code))
      case .violation(let code, _): .violation(Int(code.rawValue))
      }
  }
}
