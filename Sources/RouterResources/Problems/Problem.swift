import HTTPTypes
import RouterCore

/// An error answer in the form of RFC 9457.
package struct Problem: Error, Sendable {
  package struct Detail: Sendable {
    package enum Place: Sendable {
      /// RFC 6901, from the root of the request body.
      case body(pointer: String)
      case header(String)
      case query(String)
    }

    package let place: Place
    package let detail: String

    package init(place: Place, detail: String) { (self.place, self.detail) = (place, detail) }
  }

  /// Which limit is reached.
  package struct Limit: Sendable {
    package let type: String
    package let limit: Int
    package let current: Int

    package init(type: String, limit: Int, current: Int) {
      (self.type, self.limit, self.current) = (type, limit, current)
    }
  }

  package static let contentType = "application/problem+json"

  package let status: HTTPResponse.Status
  package let title: String
  package var detail: String?
  package var errors: [Detail] = []
  package var retryAfter: Duration?
  /// Fields that go with the status.
  package var headers: HTTPFields = [:]
  /// Methods that the path knows, for 405.
  package var allow: [HTTPRequest.Method] = []
  /// For 429.
  package var limit: Limit?

  package init(
    status: HTTPResponse.Status, title: String? = nil, detail: String? = nil, errors: [Detail] = [],
    retryAfter: Duration? = nil, headers: HTTPFields = [:], allow: [HTTPRequest.Method] = [], limit: Limit? = nil
  ) {
    self.status = status
    self.title = title ?? status.reasonPhrase
    self.detail = detail
    self.errors = errors
    self.retryAfter = retryAfter
    self.headers = headers
    self.allow = allow
    self.limit = limit
  }

  /// As a client sees it.
  package static let shape = PayloadShape.named(
    "problem", "An error (RFC 9457).",
    .exact([
      .required("type", .oneOf(["about:blank"]), "The status says all."),
      .required("title", .string, "What went wrong, in general."),
      .required("status", .integer(NumberBounds(minimum: 400, maximum: 599)), "The status of the answer."),
      .optional("detail", .string, "What went wrong this time."),
      .optional("limit_type", .identifier, "Which limit is reached, for 429."),
      .optional("limit", .integer(.notNegative), "What is allowed."),
      .optional("current_usage", .integer(.notNegative), "What has been used."),
      .optional("errors", errors, "What is wrong, field by field."),
    ]), example: #"{"type":"about:blank","title":"Unauthorized","status":401,"detail":"there is no token"}"#)

  /// What is wrong, field by field.
  package static let errors = PayloadShape.array(
    of: .exact([
      .optional("pointer", .string, "The wrong field (RFC 6901), from the root of the request's body."),
      .optional("header", .string, "The wrong header."),
      .optional("parameter", .string, "The wrong parameter of the query."),
      .required("detail", .string, "What is wrong with it."),
    ]))

  /// All header fields.
  package var fields: HTTPFields {
    var headers = headers
    headers[.contentType] = Self.contentType
    if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
    if !allow.isEmpty { headers[.allow] = allow.map(\.rawValue).joined(separator: ", ") }
    if let retryAfter { headers[.retryAfter] = "\(max(1, retryAfter.wholeSeconds))" }
    return headers
  }

  package var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("type", "about:blank")
    writer.member("title", title)
    writer.member("status", status.code)
    if let detail { writer.member("detail", detail) }
    if let limit {
      writer.member("limit_type", limit.type)
      writer.member("limit", limit.limit)
      writer.member("current_usage", limit.current)
    }
    if !errors.isEmpty { writer.member("errors", errors) }
    writer.endObject()
    return writer.bytes
  }
}

extension JSONWriter {
  package mutating func member(_ key: String, _ details: [Problem.Detail]) {
    self.key(key)
    beginArray()
    for detail in details {
      beginObject()
      switch detail.place {
      case .body(let pointer): member("pointer", pointer)
      case .header(let name): member("header", name)
      case .query(let name): member("parameter", name)
      }
      member("detail", detail.detail)
      endObject()
    }
    endArray()
  }
}
