import NIOCore
import RouterCore

/// What a problem document (RFC 9457) says for people, or the first line of whatever else a body is.
enum ProblemText {
  private static let maxLength = 200

  static func detail(of body: ByteBuffer) -> String {
    let bytes = Array(body.readableBytesView)
    if let problem = try? JSONDocument(parsing: bytes).root, let title = problem["title"]?.string {
      return problem["detail"]?.string ?? title
    }
    return String(decoding: bytes.prefix(maxLength), as: UTF8.self)
      .split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
  }
}
