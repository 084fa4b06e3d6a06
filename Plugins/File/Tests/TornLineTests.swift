import RouterCore
import TestSupport
import Testing

@testable import FilePlugin

@Suite struct TornLineTests {
  private static let whole = #"{"id":"msg_1","type":"agent_status"}"#

  private static let repairs: [(before: String, after: String)] = [
    ("", ""),
    ("\n", "\n"),
    ("\(whole)\n", "\(whole)\n"),
    ("\(whole)\n\(whole.prefix(30))", "\(whole)\n"),
    ("\(whole)\n{", "\(whole)\n"),
    ("\(whole.prefix(20))", ""),
    ("\(whole)\n\0\0\0\0", "\(whole)\n"),
    ("\(whole)", "\(whole)\n"),
    ("\(whole)\n\(whole)", "\(whole)\n\(whole)\n"),
    ("a note of somebody else", "a note of somebody else\n"),
    ("{\"other\":", "{\"other\":\n"),
  ]

  @Test("A file that a crash left is made of whole lines again", arguments: repairs)
  func repair(before: String, after: String) async throws {
    let bench = try FileBench()
    try bench.write(before)
    let sink = try await bench.openSink()
    try await sink.close()
    #expect(bench.text() == after)
  }

  @Test func `A long torn line is found`() async throws {
    let bench = try FileBench()
    let long = #"{"id":"msg_1","data":""# + String(repeating: "x", count: 200_000)
    try bench.write(Self.whole + "\n" + long)
    _ = try await bench.openSink()
    #expect(bench.text() == Self.whole + "\n")
  }

  @Test(arguments: 0..<400)
  func `A kill at any byte of a batch costs only the line it hits`(length: Int) async throws {
    let bench = try FileBench()
    var lines = LineBuffer()
    _ = lines.fill(from: Delivery.samples(1...3)[...], room: .max, takesLongLine: true)
    let torn = lines.bytes.prefix(length)
    try bench.write(String(decoding: torn, as: UTF8.self))
    let sink = try await bench.openSink()
    let survivors = bench.numbers()
    // A line that lacks only its line break is whole.
    let whole = lines.ends.count { $0 - 1 <= length }
    #expect(survivors == Array([1, 2, 3].prefix(whole)))
    #expect(await sink.deliver(Delivery.samples(4...4)) == .delivered)
    #expect(bench.numbers() == survivors + [4])
  }
}
