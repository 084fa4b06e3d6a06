import HTTPTypes
import RouterCore
import RouterResources

/// Reads what somebody wants maintenance to be, and names everything that is wrong with it.
struct MaintenanceReader {
  private static let longestMessage = 1000

  let now: Timestamp

  /// - Throws: 422 with a pointer to each wrong member.
  func maintenance(in document: JSONDocument) throws(Problem) -> Maintenance {
    let root = document.root
    guard root.kind == .object else {
      throw Self.problem([.init(place: .body(pointer: ""), detail: "expected an object")])
    }
    var mistakes: [Problem.Detail] = []
    var wanted = Maintenance()
    for member in root.members {
      let pointer = "/" + member.name.replacing("~", with: "~0").replacing("/", with: "~1")
      if let mistake = Self.read(member, into: &wanted) {
        mistakes.append(.init(place: .body(pointer: pointer), detail: mistake))
      }
    }
    if root["enabled"] == nil {
      mistakes.append(.init(place: .body(pointer: "/enabled"), detail: "is required: true or false"))
    }
    if mistakes.isEmpty { mistakes = contradictions(wanted) }
    guard mistakes.isEmpty else { throw Self.problem(mistakes) }
    return wanted
  }

  /// - Returns: what is wrong with a member.
  private static func read(_ member: JSONMember, into wanted: inout Maintenance) -> String? {
    switch member.name {
    case "enabled":
      guard let isEnabled = member.value.bool else { return "expected true or false" }
      wanted.isEnabled = isEnabled
    case "starts_at", "ends_at":
      if member.value.kind == .null { return nil }
      guard let time = member.value.string.flatMap(Timestamp.init(text:)) else {
        return "expected a date and time such as 2024-01-15T22:00:00Z"
      }
      if member.name == "starts_at" { wanted.startsAt = time } else { wanted.endsAt = time }
    case "message":
      if member.value.kind == .null { return nil }
      guard let message = member.value.string, !message.isEmpty, message.unicodeScalars.count <= longestMessage else {
        return "expected a text of 1 to \(longestMessage) characters"
      }
      wanted.message = message
    default: return "unknown: enabled, starts_at, ends_at and message are known"
    }
    return nil
  }

  private func contradictions(_ wanted: Maintenance) -> [Problem.Detail] {
    guard wanted.isEnabled else {
      let times = [("/starts_at", wanted.startsAt), ("/ends_at", wanted.endsAt)].filter { $0.1 != nil }
      return times.map { .init(place: .body(pointer: $0.0), detail: "maintenance that is switched off has no times") }
    }
    guard let endsAt = wanted.endsAt else { return [] }
    if endsAt <= wanted.startsAt ?? .distantPast {
      return [.init(place: .body(pointer: "/ends_at"), detail: "is not after starts_at")]
    }
    return endsAt <= now ? [.init(place: .body(pointer: "/ends_at"), detail: "has passed")] : []
  }

  private static func problem(_ mistakes: [Problem.Detail]) -> Problem {
    Problem(
      status: .unprocessableContent, title: "Unprocessable Content",
      detail: "maintenance is {enabled, starts_at?, ends_at?, message?}", errors: mistakes)
  }
}
