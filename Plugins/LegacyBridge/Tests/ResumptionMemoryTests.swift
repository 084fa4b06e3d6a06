import Testing

@testable import LegacyBridgePlugin

@Suite struct ResumptionMemoryTests {
  private static let position = BridgePosition(lastMessageID: "msg_1")

  /// Whether each connection does without RECONNECT, when they end like this.
  private func run(
    _ memory: inout ResumptionMemory, _ silences: [Bool], at position: BridgePosition? = position
  ) -> [Bool] {
    silences.map { isSilence in
      let beginning = memory.beginning(at: position)
      memory.ends(isUnanswered: isSilence)
      return beginning == .blind
    }
  }

  @Test(arguments: [position, nil])
  func `After three silences RECONNECT is left out once`(position: BridgePosition?) {
    var memory = ResumptionMemory()
    #expect(run(&memory, [true, true, true, false], at: position) == [false, false, false, true])
    // It is tried again, and one more silence is enough.
    #expect(run(&memory, [true, false], at: position) == [false, true])
    #expect(run(&memory, [false], at: position) == [false])
    #expect(
      run(&memory, [true, true, false, true, true, true, false], at: position)
        == [false, false, false, false, false, false, true])
  }

  @Test func `A server that has resumed is asked for ever`() {
    var memory = ResumptionMemory()
    let known = BridgePosition(lastMessageID: "msg_1", resumes: true)
    #expect(!run(&memory, Array(repeating: true, count: 100), at: known).contains(true))
    #expect(memory.beginning(at: known) == .after(known))
  }

  @Test func `Without a position there is nothing to go on from`() {
    var memory = ResumptionMemory()
    #expect(memory.beginning(at: nil) == .new)
    #expect(memory.beginning(at: Self.position) == .after(Self.position))
  }
}
