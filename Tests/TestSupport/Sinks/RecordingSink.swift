import RouterCore

/// Takes everything, or answers what the test has lined up.
package final class RecordingSink: Sink {
  package struct Record: Sendable {
    package var isOpen = false
    package var isClosed = false
    /// What was offered, batch by batch, whatever the answer.
    package var batches: [[Delivery]] = []
    /// What was reported as delivered.
    package var delivered: [Delivery] = []
    package var answers: [SinkAnswer] = []
  }

  private let record: Watched<Record>

  /// - Parameter answers: given in order; afterwards everything is delivered.
  package init(answers: [SinkAnswer] = []) {
    record = Watched(Record(answers: answers))
  }

  package var current: Record { record.value }
  package var numbers: [UInt64] { record.value.delivered.map(\.number.value) }

  package func open() async throws { record.change { $0.isOpen = true } }
  package func close() async throws { record.change { $0.isClosed = true } }

  package func deliver(_ batch: [Delivery]) async -> SinkAnswer {
    record.change { record in
      let answer = record.answers.isEmpty ? .delivered : record.answers.removeFirst()
      record.batches.append(batch)
      record.delivered += batch.prefix(answer.deliveredCount(of: batch.count))
      return answer
    }
  }

  @discardableResult
  package func wait(until condition: @escaping @Sendable (Record) -> Bool) async -> Record {
    await record.wait(until: condition)
  }
}
