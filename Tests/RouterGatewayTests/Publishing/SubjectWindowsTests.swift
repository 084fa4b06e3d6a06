import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// Windows of acts by subject, with time of the test's own.
struct SubjectWindowsTests {
  private let start = VirtualTime.start

  private func refusal(
    _ windows: inout SubjectWindows, _ count: Int, of limit: Int = 3, by subject: String = "a", at now: Timestamp
  ) -> SubjectWindows.Refusal? {
    do throws(SubjectWindows.Refusal) {
      try windows.take(count, of: limit, by: subject, at: now)
      return nil
    } catch {
      return error
    }
  }

  @Test func `A window begins with the first act and ends as a whole`() {
    var windows = SubjectWindows(window: .seconds(60))
    #expect(refusal(&windows, 2, at: start) == nil)
    #expect(refusal(&windows, 2, at: start + .seconds(10)) == .init(used: 2, wait: .seconds(50)))
    #expect(refusal(&windows, 1, at: start + .seconds(20)) == nil)
    #expect(refusal(&windows, 1, at: start + .milliseconds(59_999)) == .init(used: 3, wait: .milliseconds(1)))
    #expect(refusal(&windows, 3, at: start + .seconds(60)) == nil)
    #expect(refusal(&windows, 3, by: "b", at: start + .seconds(60)) == nil)
  }

  @Test func `More than the whole limit is refused in an empty window too`() {
    var windows = SubjectWindows(window: .seconds(60))
    #expect(refusal(&windows, 4, at: start) == .init(used: 0, wait: .seconds(60)))
    #expect(windows.count == 0)
  }

  @Test func `A clock that is set back begins another window`() {
    var windows = SubjectWindows(window: .seconds(60))
    #expect(refusal(&windows, 3, at: start) == nil)
    #expect(refusal(&windows, 3, at: start - .seconds(1000)) == nil)
    #expect(refusal(&windows, 1, at: start - .seconds(999)) == .init(used: 3, wait: .seconds(59)))
    #expect(refusal(&windows, 1, at: start - .seconds(940)) == nil)
  }

  @Test func `Ended windows are forgotten, and of too many the first`() {
    var windows = SubjectWindows(window: .seconds(60), capacity: 2)
    for (index, name) in ["a", "b", "c"].enumerated() {
      #expect(refusal(&windows, 3, by: name, at: start + .seconds(index)) == nil)
    }
    #expect(windows.count == 2)
    #expect(refusal(&windows, 1, by: "c", at: start + .seconds(3)) != nil)
    #expect(refusal(&windows, 1, by: "a", at: start + .seconds(3)) == nil)
    #expect(refusal(&windows, 1, by: "d", at: start + .seconds(100)) == nil)
    #expect(windows.count == 1)
  }

  @Test(arguments: 0..<20)
  func `They do what a list of all acts says`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var windows = SubjectWindows(window: .seconds(10))
    var naive: [String: (start: Timestamp, count: Int)] = [:]
    var now = start
    for _ in 0..<500 {
      now = now + .milliseconds(Int.random(in: 0...2500, using: &random))
      let subject = ["a", "b", "c"].randomElement(using: &random) ?? "a"
      let (count, limit) = (Int.random(in: 0...4, using: &random), Int.random(in: 3...8, using: &random))
      var window = naive[subject] ?? (now, 0)
      if now - window.start >= .seconds(10) { window = (now, 0) }
      let fits = window.count + count <= limit
      if fits { naive[subject] = (window.start, window.count + count) }
      let refusal = refusal(&windows, count, of: limit, by: subject, at: now)
      #expect((refusal == nil) == fits)
      if let refusal { #expect(refusal == .init(used: window.count, wait: .seconds(10) - (now - window.start))) }
    }
  }
}
