import TestSupport

@testable import RouterGateway

/// What legacy clients might say, right and wrong.
enum RandomLegacyMessage {
  private static let keys = [
    "id", "type", "target", "action", "payload", "token", "events", "lastMessageId", "subscriptions", "timestamp",
  ]
  private static let values = [
    "null", "true", "0", "-1e9", "1.50", #""""#, #""a""#, #""msg_7""#, #""msg_1735473600000""#, #""AGENT""#,
    #""METRICS_UPDATE""#, #""\u0041\"""#, #""SUBSCRIBE""#, "[]", "{}",
  ]

  private static func value(_ depth: Int, _ random: inout SplitMix64) -> String {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &random) {
    case 0...3: return values.randomElement(using: &random) ?? "null"
    case 4:
      let type = LegacyClientMessageType.allCases.randomElement(using: &random) ?? .auth
      return #""\#(type.rawValue)""#
    case 5:
      let count = Int.random(in: 0...3, using: &random)
      var elements: [String] = []
      for _ in 0..<count { elements.append(value(depth - 1, &random)) }
      return "[" + elements.joined(separator: ",") + "]"
    default: return object(depth - 1, &random)
    }
  }

  private static func object(_ depth: Int, _ random: inout SplitMix64) -> String {
    let chosen = keys.shuffled(using: &random).prefix(Int.random(in: 0...keys.count, using: &random))
    var members: [String] = []
    for key in chosen { members.append(#""\#(key)": \#(value(depth, &random))"#) }
    return "{" + members.joined(separator: ",") + "}"
  }

  /// Often with all that makes a message.
  static func text(_ random: inout SplitMix64) -> String {
    let text = object(3, &random)
    guard Bool.random(using: &random), let type = LegacyClientMessageType.allCases.randomElement(using: &random) else {
      return text
    }
    let id = [#""a""#, "7", "null", #""""#].randomElement(using: &random) ?? "1"
    let event = ["X", "AGENT_STATUS", "SYSTEM_METRICS_UPDATE"].randomElement(using: &random) ?? "X"
    let payload = #"{"token":"t","events":["\#(event)"],"action":\#(value(0, &random))}"#
    return #"{"id": \#(id), "type": "\#(type.rawValue)", "target": \#(value(1, &random)), "payload": \#(payload)}"#
  }
}
