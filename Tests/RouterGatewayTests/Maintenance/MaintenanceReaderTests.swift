import RouterCore
import RouterResources
import TestSupport
import Testing

@testable import RouterGateway

struct MaintenanceReaderTests {
  /// What is wrong, as `pointer: detail`.
  private static func mistakes(_ text: String) throws -> [String] {
    do {
      _ = try MaintenanceReader(now: VirtualTime.start).maintenance(in: try JSONDocument(parsing: text))
      return []
    } catch let problem as Problem {
      #expect(problem.status == .unprocessableContent)
      return problem.errors.map { error in
        guard case .body(let pointer) = error.place else { return "\(error)" }
        return "\(pointer): \(error.detail)"
      }
    }
  }

  @Test(
    arguments: [
      ("[]", [": expected an object"]),
      ("true", [": expected an object"]),
      ("{}", ["/enabled: is required: true or false"]),
      (#"{"enabled":null}"#, ["/enabled: expected true or false"]),
      (
        #"{"enabled":"yes","on":1}"#,
        [
          "/enabled: expected true or false", "/on: unknown: enabled, starts_at, ends_at and message are known",
        ]
      ),
      (#"{"enabled":true,"a/b~":1}"#, ["/a~1b~0: unknown: enabled, starts_at, ends_at and message are known"]),
      (
        #"{"enabled":true,"starts_at":1705314600}"#,
        ["/starts_at: expected a date and time such as 2024-01-15T22:00:00Z"]
      ),
      (#"{"enabled":true,"ends_at":"15.1.2024"}"#, ["/ends_at: expected a date and time such as 2024-01-15T22:00:00Z"]),
      (#"{"enabled":true,"ends_at":"2024-01-15T10:30:00Z"}"#, ["/ends_at: has passed"]),
      (
        #"{"enabled":true,"starts_at":"2025-01-01T00:00:00Z","ends_at":"2025-01-01T00:00:00Z"}"#,
        ["/ends_at: is not after starts_at"]
      ),
      (
        #"{"enabled":false,"starts_at":"2025-01-01T00:00:00Z","ends_at":"2025-01-02T00:00:00Z"}"#,
        [
          "/starts_at: maintenance that is switched off has no times",
          "/ends_at: maintenance that is switched off has no times",
        ]
      ),
      (#"{"enabled":true,"message":""}"#, ["/message: expected a text of 1 to 1000 characters"]),
      (#"{"enabled":true,"message":["a"]}"#, ["/message: expected a text of 1 to 1000 characters"]),
    ] as [(String, [String])])
  func `Everything that is wrong is named with its place`(_ text: String, _ mistakes: [String]) throws {
    #expect(try Self.mistakes(text) == mistakes)
  }

  @Test func `A message has at most so many characters`() throws {
    func text(_ count: Int) -> String { #"{"enabled":true,"message":"\#(String(repeating: "é", count: count))"}"# }
    #expect(try Self.mistakes(text(1000)) == [])
    #expect(try Self.mistakes(text(1001)) == ["/message: expected a text of 1 to 1000 characters"])
  }

  @Test func `What is right is taken as it is, null as if it were not there`() throws {
    let text = #"{"enabled":true,"starts_at":"2024-01-15T12:00:00+01:00","ends_at":null,"message":"a"}"#
    let wanted = try MaintenanceReader(now: VirtualTime.start).maintenance(in: try JSONDocument(parsing: text))
    #expect(
      wanted == Maintenance(isEnabled: true, startsAt: VirtualTime.start + .seconds(1800), endsAt: nil, message: "a"))
  }
}
