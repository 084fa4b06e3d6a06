import Foundation
import RouterCore
import TestSupport

/// An identity service in Python: publishes a key set and signs tokens with PyJWT. Killed, it can be started again on its
/// port, with other keys.
final class Issuer: Sendable {
  enum Mode: String, Sendable, CaseIterable { case good, fail, hang, huge, redirect, garbage }

  let port: Int
  private let process: ChildProcess
  private let scheme: String

  /// - Parameter tls: files with a certificate and its key; https is spoken if there are any.
  init(port: Int = 0, tls: (certificate: String, key: String)? = nil) async throws {
    let files = tls.map { [$0.certificate, $0.key] } ?? []
    process = try ChildProcess(Installation.python, [Installation.client("issuer.py"), "\(port)"] + files)
    scheme = tls == nil ? "http" : "https"
    let line = try await process.output.line(with: #""port""#)
    self.port = try JSONDocument(parsing: line).root["port"]?.int ?? 0
  }

  var url: String { "\(scheme)://127.0.0.1:\(port)/.well-known/jwks.json" }

  /// Signs with a new key from here on.
  /// - Parameter isKept: the old keys stay in the set.
  @discardableResult
  func rotate(_ alg: String, keepingOld isKept: Bool = true) async throws -> String {
    try await ask(#"{"do":"rotate","alg":"\#(alg)","keep":\#(isKept)}"#, "kid")
  }

  func serve(_ mode: Mode) async throws { _ = try await ask(#"{"do":"serve","mode":"\#(mode.rawValue)"}"#, "now") }

  /// - Parameter more: further claims, each with a comma before it.
  func token(_ more: String = "") async throws -> String {
    let claims = #"{"sub":"u","role":"admin","iss":"https://id.example.com","aud":"junctor","exp":4102444800\#(more)}"#
    return try await ask(#"{"do":"sign","claims":\#(claims)}"#, "token")
  }

  func kill() async throws {
    process.kill()
    _ = try await process.end()
  }

  /// So far.
  var fetches: Int { process.output.lines.count { $0.contains(#""fetched""#) } }

  /// The answers come in the order of the commands, between lines that speak of fetches.
  private func ask(_ command: String, _ member: String) async throws -> String {
    let count = answers(member).count
    try process.write(command)
    var index = 0
    while answers(member).count <= count {
      guard try await process.output.line(at: index, "answer of the issuer") != nil else { break }
      index += 1
    }
    guard let answer = answers(member).last else { throw Unexpected("nothing", instead: member) }
    return answer
  }

  private func answers(_ member: String) -> [String] {
    process.output.lines.compactMap { try? JSONDocument(parsing: $0).root[member]?.string }
  }
}
