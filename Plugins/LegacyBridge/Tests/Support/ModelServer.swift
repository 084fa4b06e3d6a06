import RouterCore
import TestSupport

@testable import LegacyBridgePlugin

/// A legacy server by the documents, as plain as it can be: what it answers to the messages of one client.
struct ModelServer: Sendable {
  /// Nil for a server that lets everybody in.
  var token: String?
  /// Old servers do not know RECONNECT.
  var knowsReconnect = true
  /// A server that is stalled, or passes over what it does not know.
  var ignoresReconnect = false
  /// Whether RECONNECT_SUCCESS has an id.
  var tellsPlace = true
  /// Events that are replayed though the client has them.
  var overlap = 0
  /// Everything since the last loss of memory: the event `msg_1` first.
  private(set) var frames: [String] = []
  /// Of all events ever.
  private(set) var published = 0
  private(set) var isSubscribed = false
  private(set) var messages: [String] = []

  /// A client connects.
  mutating func connect() { isSubscribed = false }

  /// Loses all events and counts from 1 again.
  mutating func forget() { frames = [] }

  /// An event that is another one each time, though not by its id.
  mutating func publish() -> String {
    published += 1
    let frame = Self.event(id: "msg_\(frames.count + 1)", serial: published)
    frames.append(frame)
    return frame
  }

  static func event(id: String, serial: Int, padding: String = "") -> String {
    let source = #""source":{"type":"AGENT","id":"assessment-agent"}"#
    let data = #"{"id":"a\#(serial)","status":"completed","completedAt":"2024-12-29T12:30:00Z"\#(padding)}"#
    let payload = #""payload":{"type":"ASSESSMENT_UPDATE","action":"ASSESSMENT_UPDATE","data":\#(data)}"#
    return #"{"type":"EVENT","id":"\#(id)","timestamp":"2024-12-29T12:30:00Z",\#(source),\#(payload)}"#
  }

  mutating func receive(_ text: String) -> [String] {
    let root = JSONDocument.sample(text).root
    messages.append(text)
    let (type, id) = (root["type"]?.string ?? "", root["id"]?.string ?? "")
    switch (type, root["action"]?.string) {
    case ("AUTH", _):
      guard token == nil || root["payload"]?["token"]?.string == token else {
        return [Self.error(id, "AUTHENTICATION_FAILED")]
      }
      return [#"{"type":"AUTH_SUCCESS","id":"\#(id)","payload":{"sessionId":"s","permissions":["READ"]}}"#]
    case ("RECONNECT", _) where ignoresReconnect: return []
    case ("RECONNECT", _): return knowsReconnect ? reconnect(root, id) : [Self.error(id, "UNKNOWN_ACTION")]
    case ("COMMAND", "SUBSCRIBE"):
      isSubscribed = true
      return [#"{"type":"RESPONSE","id":"\#(id)","payload":{"status":"active"}}"#]
    case ("HEARTBEAT", _): return [#"{"type":"HEARTBEAT_ACK","id":"\#(id)"}"#]
    default: return [#"{"type":"RESPONSE","id":"\#(id)","payload":{"echo":"\#(root["action"]?.string ?? "")"}}"#]
    }
  }

  private mutating func reconnect(_ root: JSONNode, _ id: String) -> [String] {
    isSubscribed = true
    let last = root["payload"]?["lastMessageId"]?.string.flatMap { Int($0.dropFirst(4)) } ?? frames.count
    guard last <= frames.count else {
      let details = #""gap":true,"reason":"unknown","replayCount":0,"lastMessageId":"msg_\#(frames.count)""#
      return [#"{"type":"RECONNECT_SUCCESS","id":"\#(id)","payload":{\#(details)}}"#]
    }
    let replay = frames[max(0, last - overlap)...]
    let place = tellsPlace ? #","lastMessageId":"msg_\#(last)""# : ""
    let payload = #"{"replayCount":\#(replay.count),"gap":false,"subscriptions":["ASSESSMENT_UPDATE"]\#(place)}"#
    return [#"{"type":"RECONNECT_SUCCESS","id":"\#(id)","payload":\#(payload)}"#] + replay
  }

  private static func error(_ id: String, _ code: String) -> String {
    #"{"type":"ERROR","id":"\#(id)","payload":{"code":"\#(code)","message":"no"}}"#
  }
}

extension SourceBench {
  /// Which events of a model server have been accepted, in order.
  var serials: [Int] { events.compactMap { $0.data.root["id"]?.string.flatMap { Int($0.dropFirst()) } } }
}
