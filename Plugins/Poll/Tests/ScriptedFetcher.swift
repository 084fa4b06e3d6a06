import RouterCore
import TestSupport

@testable import PollPlugin

/// Answers as it is told, and notes what it was asked.
final class ScriptedFetcher: Fetcher {
  typealias Answer = Result<FetchAnswer, FetchFailure>

  struct Question: Sendable, Equatable {
    let tag: String?
    let modified: String?
  }

  let questions = Watched<[Question]>([])
  let answer: Watched<Answer>

  init(_ json: String, tag: String? = nil) {
    answer = Watched(.success(.document(Array(json.utf8), tag: tag, modified: nil)))
  }

  func say(_ json: String, tag: String? = nil) {
    answer.change { $0 = .success(.document(Array(json.utf8), tag: tag, modified: nil)) }
  }

  func fetch(tag: String?, modified: String?) async throws(FetchFailure) -> FetchAnswer {
    questions.change { $0.append(Question(tag: tag, modified: modified)) }
    return try answer.value.get()
  }

  func close() async {}
}
