import NIOCore
import RouterCore

@testable import RouterGateway

/// A journal in memory whose answers come when the test says so.
// Safety: used by one test on one thread.
final class FakeJournal: ReplayReader, @unchecked Sendable {
  private struct Record {
    let number: EventNumber
    /// Nil for a decision that is about another sink.
    let delivery: Delivery?
  }

  var epoch = "1"
  var limit = 16
  /// False keeps the answers back until `answer`.
  var isPrompt = true
  var failure: LogError?
  var routed = EventNumber.limit
  /// Replays under way.
  private(set) var replays = 0
  /// Pages that were asked for.
  private(set) var pages = 0
  /// Events that cannot be read.
  var damaged: Set<UInt64> = []
  private var records: [Record] = []
  private var oldest = EventNumber(1)
  private var head = EventNumber.zero
  private var waiting: [() -> Void] = []

  var position: JournalPosition { JournalPosition(UInt64(records.count)) }
  var isAsked: Bool { !waiting.isEmpty }

  func record(_ delivery: Delivery, isForClients: Bool = true) {
    records.append(Record(number: delivery.number, delivery: isForClients ? delivery : nil))
    head = max(head, delivery.number)
  }

  /// Forgets events up to one.
  func trim(through number: EventNumber) { oldest = max(oldest, number.next) }

  func answer() {
    let waiting = waiting
    self.waiting = []
    waiting.forEach { $0() }
  }

  // MARK: ReplayReader

  var status: LogStatus {
    LogStatus(head: head, oldest: oldest, count: 0, bytes: 0, queued: 0, waiting: 0)
  }

  func begin() { replays += 1 }
  func end() { replays -= 1 }

  func point(after number: EventNumber, on loop: any EventLoop) -> EventLoopFuture<ResumePoint> {
    reply(on: loop) { journal in
      if number > journal.head {
        let gap = ResumePoint.Gap(from: journal.head.next, to: number, reason: .unknown)
        return ResumePoint(position: journal.position, gap: gap, oldest: journal.oldest)
      }
      let isExpired = number.next < journal.oldest
      let start = isExpired ? EventNumber(journal.oldest.value - 1) : number
      let index = journal.records.lastIndex { $0.number <= start }
      let gap = isExpired ? ResumePoint.Gap(from: number.next, to: start, reason: .expired) : nil
      return ResumePoint(
        position: JournalPosition(UInt64((index ?? -1) + 1)), gap: gap, oldest: journal.oldest)
    }
  }

  func page(after mark: JournalMark, on loop: any EventLoop) -> EventLoopFuture<SinkPage> {
    pages += 1
    return reply(on: loop) { journal in
      var page = SinkPage(next: mark.position)
      if mark.newest.next < journal.oldest {
        page.loseFirst(mark.newest.next...EventNumber(journal.oldest.value - 1))
      }
      for (index, record) in journal.records.enumerated().dropFirst(Int(mark.position.value)) {
        guard page.deliveries.count < journal.limit else { break }
        page.next = JournalPosition(UInt64(index + 1))
        page.reached = record.number
        guard record.number >= journal.oldest, let delivery = record.delivery else { continue }
        guard !journal.damaged.contains(record.number.value) else {
          page.lose(record.number)
          continue
        }
        page.deliveries.append(delivery)
        page.positions.append(page.next)
      }
      return page
    }
  }

  private func reply<Answer: Sendable>(
    on loop: any EventLoop, _ answer: @escaping (FakeJournal) -> Answer
  ) -> EventLoopFuture<Answer> {
    let promise = loop.makePromise(of: Answer.self)
    let work = {
      if let failure = self.failure { promise.fail(failure) } else { promise.succeed(answer(self)) }
    }
    if isPrompt { work() } else { waiting.append(work) }
    return promise.futureResult
  }
}
