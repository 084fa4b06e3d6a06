import DequeModule
import NIOCore
import NIOHTTP1

/// The requests and answers of one HTTP connection, as far as RFC 9112 rules how they follow each other and when the
/// connection ends: input → what becomes of it, no I/O and no clock.
struct HTTPExchangeState {
  /// A request that has not been answered.
  private struct Asked {
    /// Nothing comes behind it on this connection (§9.6).
    let isLast: Bool
    /// HTTP/1.0: it knows neither chunks nor connections that stay.
    let isOld: Bool
  }

  /// What becomes of a part of a request.
  enum Passing {
    case pass
    /// It comes after the end of what is listened to.
    case drop
    /// The request breaks a rule.
    case refuse
  }

  enum Failure: Sendable {
    case host
    case coding
    case unreadable(HTTPParserError)
  }

  /// Bytes of a body that nobody reads, but that are waited for, so that the connection can be used again.
  static let shortRest = 65_536

  private var unanswered: Deque<Asked> = []
  /// Of the newest request; nil when it has ended. The bytes are nil if nobody knows how many come.
  private var body: (left: Int?, hasBegun: Bool)?
  private var expectsContinue = false
  private var isDeaf = false
  private var isLastAnswer = false
  /// Why what came is no request.
  private(set) var failure: Failure?
  /// The last answer has been given.
  private(set) var isOver = false

  // MARK: Requests

  mutating func receive(_ head: inout HTTPRequestHead) -> Passing {
    guard !isDeaf else { return .drop }
    guard Self.hasGoodHost(head) else { return refuse(.host) }
    guard Self.hasKnownCoding(head) else { return refuse(.coding) }
    let isOld = Self.isOld(head)
    let isLast = isOld || !head.isKeepAlive || head.headers.contains(name: "Upgrade")
    // Hummingbird is told in the one form that it understands. NIO's decoder reads nothing behind the offer of an upgrade.
    if isLast { head.headers.replaceOrAdd(name: "Connection", value: "close") }
    unanswered.append(Asked(isLast: isLast, isOld: isOld))
    body = (head.headers.first(name: "Content-Length").flatMap { Int($0) }, false)
    expectsContinue = !isOld && head.headers[canonicalForm: "Expect"].contains { $0.lowercased() == "100-continue" }
    return .pass
  }

  mutating func receive(bytes: Int) -> Passing {
    guard !isDeaf, let body else { return .drop }
    self.body = (body.left.map { max(0, $0 - bytes) }, true)
    return .pass
  }

  mutating func receiveEnd() -> Passing {
    guard !isDeaf else { return .drop }
    body = nil
    if unanswered.last?.isLast ?? false { isDeaf = true }
    return .pass
  }

  /// What comes is no request, or its body has been given up.
  mutating func fail(_ failure: Failure? = nil) {
    isDeaf = true
    self.failure = self.failure ?? failure
  }

  private mutating func refuse(_ failure: Failure) -> Passing {
    fail(failure)
    return .refuse
  }

  /// Whether the body of the request that is to be answered now, or of one that has been, is still to come.
  var isWaitingForBody: Bool { body != nil && unanswered.count <= 1 && !isDeaf }

  /// Whether somebody still has to answer what is being read.
  var isAsked: Bool { !unanswered.isEmpty }

  // MARK: Answers

  /// The body is going to be read.
  /// - Returns: whether the client waits to be told so (RFC 9110 §10.1.1).
  mutating func wantBody() -> Bool {
    defer { expectsContinue = false }
    return expectsContinue && unanswered.count == 1 && body?.hasBegun == false
  }

  mutating func send(_ head: inout HTTPResponseHead) {
    let asked = unanswered.first
    isLastAnswer = asked?.isLast ?? true || (unanswered.count == 1 && isBodyLeft)
    if asked?.isOld ?? false { head.version = .http1_0 }
    if isLastAnswer { head.headers.replaceOrAdd(name: "Connection", value: "close") }
  }

  /// - Returns: whether the connection ends here.
  mutating func sendEnd() -> Bool {
    _ = unanswered.popFirst()
    if isLastAnswer { (isDeaf, isOver) = (true, true) }
    return isLastAnswer
  }

  /// Whether more of the body is to come than one reads for nothing. Who was not told to go on may send it or not.
  private var isBodyLeft: Bool {
    guard let body else { return false }
    return isDeaf || expectsContinue || body.left ?? .max > Self.shortRest
  }

  private static func isOld(_ head: HTTPRequestHead) -> Bool {
    head.version.major == 0 || head.version == .http1_0
  }

  /// §3.2: one Host field with an authority in it.
  static func hasGoodHost(_ head: HTTPRequestHead) -> Bool {
    let hosts = head.headers["Host"]
    if hosts.isEmpty { return isOld(head) }
    return hosts.count == 1 && hosts[0].utf8.allSatisfy(isHostCharacter)
  }

  /// §6.1 and §7: NIO takes chunks apart and nothing else. HTTP/1.0 has no transfer codings: a proxy before us may have read the
  /// body otherwise.
  private static func hasKnownCoding(_ head: HTTPRequestHead) -> Bool {
    let codings = head.headers[canonicalForm: "Transfer-Encoding"]
    return codings.isEmpty || !isOld(head) && codings.count == 1 && codings[0].lowercased() == "chunked"
  }

  private static func isHostCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: hostMarks.contains(byte)
    }
  }

  /// RFC 3986 §3.2.2 and §3.2.3.
  private static let hostMarks = Array("-._~!$&'()*+,;=%[]:".utf8)
}
