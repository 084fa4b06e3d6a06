import Crypto
import Foundation
import GRDB
import HTTPTypes
import RouterCore
import RouterResources

/// Answers to creations that named an `Idempotency-Key`, kept for a day.
enum IdempotentAnswers {
  private static let kept = Duration.seconds(86_400)

  static func create(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE junctor_answer (
          subject BLOB NOT NULL, route TEXT NOT NULL, key BLOB NOT NULL, request BLOB NOT NULL, at INTEGER NOT NULL,
          status INTEGER NOT NULL, body BLOB, tag TEXT, location TEXT, PRIMARY KEY (subject, route, key)
        ) WITHOUT ROWID;
        CREATE INDEX junctor_answer_at ON junctor_answer (at);
        """)
  }

  /// - Throws: `Problem` when the key was another request's.
  static func find(_ key: String, _ request: ResourceRequest, _ transaction: StoreTransaction) throws -> ResourceAnswer?
  {
    let db = transaction.database
    try db.execute(
      sql: "DELETE FROM junctor_answer WHERE at < ?", arguments: [(transaction.now - kept).microseconds])
    guard
      let row = try Row.fetchOne(
        db, sql: "SELECT * FROM junctor_answer WHERE subject = ? AND route = ? AND key = ?",
        arguments: [Data(request.caller.subject.utf8), request.route, Data(key.utf8)])
    else { return nil }
    guard row["request"] as Data == digest(of: request) else {
      throw Problem(
        status: .unprocessableContent, detail: "the Idempotency-Key was used with another request",
        errors: [.init(place: .header("idempotency-key"), detail: "was used with another request")])
    }
    return ResourceAnswer(
      status: HTTPResponse.Status(code: row["status"]), body: (row["body"] as Data?).map(Array.init),
      tag: (row["tag"] as String?).map { EntityTag($0) }, location: row["location"])
  }

  static func keep(
    _ answer: ResourceAnswer, _ key: String, _ request: ResourceRequest, _ transaction: StoreTransaction
  ) throws {
    try transaction.database.execute(
      sql: "INSERT INTO junctor_answer VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        Data(request.caller.subject.utf8), request.route, Data(key.utf8), digest(of: request),
        transaction.now.microseconds, answer.status.code, answer.body.map { Data($0) }, answer.tag.map { "\($0)" },
        answer.location,
      ])
  }

  /// Of what is asked: the path's parameters, which have no NUL in them, and the body.
  private static func digest(of request: ResourceRequest) -> Data {
    var hash = SHA256()
    for (name, value) in request.path.sorted(by: { $0.key < $1.key }) {
      hash.update(data: Data("\(name)=\(value)\0".utf8))
    }
    hash.update(data: request.body?.bytes ?? [])
    return Data(hash.finalize())
  }
}

extension Store {
  /// A change that a client may ask for twice: with an `Idempotency-Key` the second one gets the first one's answer. What fails is
  /// not kept.
  package func once(
    _ request: ResourceRequest, _ work: @escaping @Sendable (StoreTransaction) throws -> ResourceAnswer
  ) async throws -> ResourceAnswer {
    try await write { transaction in
      guard let key = request.idempotencyKey else { return try work(transaction) }
      if let answer = try IdempotentAnswers.find(key, request, transaction) { return answer }
      let answer = try work(transaction)
      try IdempotentAnswers.keep(answer, key, request, transaction)
      return answer
    }
  }
}
