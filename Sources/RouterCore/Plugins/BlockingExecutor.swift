import Dispatch

/// Runs an actor on a queue of its own, so that calls which block (files, pipes) do not hold up the few cooperative threads
/// that everything else shares.
///
/// ```swift
/// private let executor = BlockingExecutor(label: "file-sink")
/// nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
/// ```
package final class BlockingExecutor: SerialExecutor {
  private let queue: DispatchQueue

  /// - Parameter label: for debuggers.
  package init(label: String) { queue = DispatchQueue(label: label) }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { [self] in job.runSynchronously(on: asUnownedSerialExecutor()) }
  }
}
