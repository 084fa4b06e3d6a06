import Glibc
import Logging
import RouterCore
import Subprocess

/// One life of an agent: a process from its beginning until nothing is left of it.
actor AgentProcess {
  typealias Running = Execution<CustomWriteInput, SequenceOutput, SequenceOutput>

  /// What became of its beginning: one or both of them.
  enum Beginning: Sendable {
    case runs
    case failed(String)
  }

  /// Orders that wait until the process reads them.
  private static let orderLimit = 64

  private nonisolated let replies: PendingReplies
  nonisolated let beginning: AsyncStream<Beginning>
  private nonisolated let begun: AsyncStream<Beginning>.Continuation
  private nonisolated let orders: AsyncStream<[UInt8]>
  private nonisolated let order: AsyncStream<[UInt8]>.Continuation

  private let launch: Launch
  private let output: AgentOutput
  private nonisolated let time: any TimeSource
  /// While the process runs and has not been reaped, so that its number is its own.
  private var execution: Running?
  private var exit: ExitWatch?
  /// Somebody has told it to end.
  private(set) var isStopping = false

  /// - Parameter replies: where `output` leaves the answers.
  init(_ launch: Launch, output: AgentOutput, replies: PendingReplies, time: any TimeSource) {
    self.launch = launch
    self.replies = replies
    self.output = output
    self.time = time
    (beginning, begun) = AsyncStream<Beginning>.makeStream(bufferingPolicy: .bufferingOldest(2))
    (orders, order) = AsyncStream<[UInt8]>.makeStream(bufferingPolicy: .bufferingOldest(Self.orderLimit))
  }

  /// Runs it to its end. Must not be called in a task that may be cancelled: the library would kill it then.
  func run() async -> ProcessEnd {
    let end = await live()
    execution = nil
    order.finish()
    replies.end(because: "the agent \(end)")
    begun.yield(.failed("\(end)"))
    begun.finish()
    return end
  }

  private func live() async -> ProcessEnd {
    do {
      let result = try await Subprocess.run(
        Launch.guardConfiguration, input: .inputWriter, output: .discarded, error: .discarded
      ) { guardian in
        try await Subprocess.run(launch.program, input: .inputWriter, output: .sequence, error: .sequence) { running in
          try await accompany(running, guardian)
        }
      }
      return ProcessEnd(result.closureResult.terminationStatus)
    } catch let error as DriverError {
      return .lost("\(error)")
    } catch {
      return .lost("could not be started: \(error)")
    }
  }

  private func accompany(
    _ running: Running, _ guardian: Execution<CustomWriteInput, DiscardedOutput, DiscardedOutput>
  ) async throws {
    let exit = try ExitWatch(running.processIdentifier)
    let guardExit = try ExitWatch(guardian.processIdentifier)
    (execution, self.exit) = (running, exit)
    if isStopping { signal(.kill) }
    // Until the guard knows of it, the process does nothing but wait for this line.
    _ = try await guardian.standardInputWriter.write(
      Array("\(running.processIdentifier.value) \(launch.guardLine)\n".utf8))
    _ = try? await running.standardInputWriter.write(Array("go\n".utf8))
    begun.yield(.runs)
    await withTaskGroup { group in
      group.addTask { [output] in await output.readEvents(running.standardOutput) }
      group.addTask { [output] in await output.readRemarks(running.standardError) }
      group.addTask { [orders] in
        for await line in orders where await Self.write(line, to: running) == false { break }
        try? await running.standardInputWriter.finish()
      }
      await exit.wait()
      order.finish()
      // What it has begun ends with it. Not reaped yet, so that the number of its group still is its own.
      try? running.send(signal: .kill, toProcessGroup: true)
      try? await guardian.standardInputWriter.finish()
      await guardExit.wait()
    }
    execution = nil
  }

  /// False when it reads nothing any more.
  private static func write(_ line: [UInt8], to running: Running) async -> Bool {
    guard let count = try? await running.standardInputWriter.write(line) else { return false }
    return count == line.count
  }
}

// MARK: - Orders

extension AgentProcess {
  /// Gives an order and waits for the answer; nobody limits how long.
  nonisolated func ask(_ order: AgentOrder) async -> PendingReplies.Answer {
    await replies.answer(to: order.requestID) { [time] in
      self.enqueue(order.message(at: time.now())) ? nil : .unavailable("the agent does not read its orders")
    }
  }

  /// Gives an order whose answer nobody needs.
  nonisolated func tell(_ order: AgentOrder) {
    replies.expect(order.requestID)
    _ = enqueue(order.message(at: time.now()))
  }

  /// False when too many wait, or the process has ended.
  private nonisolated func enqueue(_ message: [UInt8]) -> Bool {
    guard case .enqueued = order.yield(message + [UInt8(ascii: "\n")]) else { return false }
    return true
  }
}

// MARK: - Ending

extension AgentProcess {
  /// Whether it ends within that time.
  func ends(within limit: Duration) async -> Bool {
    guard let exit, execution != nil else { return true }
    return await time.first(within: limit) {
      await exit.wait()
      return true
    } else: {
      false
    }
  }

  /// Ends it, in order if it may take its time; returns when the process has ended, or nothing more can be done about it.
  func stop(_ order: AgentOrder?, graceful: Bool, _ config: StopConfig) async {
    isStopping = true
    if graceful {
      if let order { tell(order) }
      self.order.finish()
      if await ends(within: config.order) { return }
    }
    signal(.terminate)
    if await ends(within: config.terminate) { return }
    signal(.kill)
    await exit?.wait()
  }

  private func signal(_ signal: Subprocess.Signal) { try? execution?.send(signal: signal, toProcessGroup: true) }
}
