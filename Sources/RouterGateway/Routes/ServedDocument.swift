import ConfigSchema
import Crypto
import HTTPTypes
import Hummingbird
import NIOCore
import RouterResources

/// A document that does not change while the server runs; clients may keep it and ask whether it still holds.
struct ServedDocument: Sendable {
  private static let maxAge = 300

  private let bytes: ByteBuffer
  private let mediaType: String
  private let tag: String

  init(_ json: JSONText, as mediaType: String) {
    bytes = ByteBuffer(string: json.rendered)
    self.mediaType = mediaType
    let digest = SHA256.hash(data: Array(bytes.readableBytesView))
    // As much as no two versions of a document will ever share.
    tag = "\"" + digest.prefix(12).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "\""
  }

  func answer(to request: Request) -> Response {
    var headers: HTTPFields = [.eTag: tag, .cacheControl: "public, max-age=\(Self.maxAge)"]
    if matches(request.headers[values: .ifNoneMatch]) { return Response(status: .notModified, headers: headers) }
    headers[.contentType] = mediaType
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: bytes))
  }

  /// RFC 9110 §13.1.2: weak comparison with each tag of the list.
  private func matches(_ lists: [String]) -> Bool {
    lists.flatMap { $0.split(separator: ",") }.contains { element in
      let known = element.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
      return known == "*" || known == tag || known == "W/\(tag)"
    }
  }

  /// What each of them can be answered with.
  static func responses(_ summary: String, _ content: RouteContent) -> [RouteResponse] {
    let tag = RouteResponse.Header("ETag", .string, "The version of the document, for If-None-Match.")
    return [
      RouteResponse(.ok, summary, content: [content], headers: [tag]),
      RouteResponse(.notModified, "It is the version that the client has.", headers: [tag]),
    ]
  }
}
