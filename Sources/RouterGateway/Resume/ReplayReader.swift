import NIOCore
import RouterCore

/// What replays ask of the event log. Answers come on the loop that is given.
protocol ReplayReader: Sendable {
  var epoch: String { get }
  var status: LogStatus { get }
  /// The last event about which the router has decided.
  var routed: EventNumber { get }

  /// A replay begins, or one of those that have begun ends.
  func begin()
  func end()

  func point(after number: EventNumber, on loop: any EventLoop) -> EventLoopFuture<ResumePoint>
  /// A page that has everything behind the mark up to its own end; it may begin before the mark.
  func page(after mark: JournalMark, on loop: any EventLoop) -> EventLoopFuture<SinkPage>
}
