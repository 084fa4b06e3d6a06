import NIOCore

/// All clients of a bench and their event loops.
struct ClientFleet: Sendable {
  let progress = Progress()
  private let server: Transport
  private let sources: SourceAddresses
  private let plan: ClientPlan
  private let lanes: [NIOLoopBoundBox<Lane>]
  private let loops: [any EventLoop]
  private let connecting: Int

  init(_ options: BenchOptions, plan: ClientPlan, server: Transport, group: any EventLoopGroup) {
    self.server = server
    sources = SourceAddresses(for: options.clients, to: server.address)
    self.plan = plan
    connecting = options.connecting
    loops = Array(group.makeIterator())
    lanes = loops.map { NIOLoopBoundBox.makeBoxSendingValue(Lane(loop: $0), eventLoop: $0) }
  }

  // MARK: Connecting

  /// Connects all clients, some at a time; returns when all are subscribed, or with the first failure.
  func connect() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<plan.clients {
        if index >= connecting { try await group.next() }
        group.addTask { try await connect(index) }
      }
      try await group.waitForAll()
    }
  }

  private func connect(_ index: Int) async throws {
    let (lane, loop) = (lanes[index % lanes.count], loops[index % lanes.count])
    let ready = loop.makePromise(of: Void.self)
    do {
      _ = try await server.connect(on: loop, from: sources.address(of: index)) { [plan, progress] pipeline in
        try pipeline.addHandler(
          ClientConnection(index: index, plan: plan, lane: lane.value, progress: progress, ready: ready))
      }
    } catch {
      ready.fail(error)
      throw error
    }
    try await ready.futureResult.get()
  }

  // MARK: Parts of a bench

  /// Runs on every lane's loop.
  func onEachLane<Result: Sendable>(_ body: @escaping @Sendable (Lane) -> Result) async throws -> [Result] {
    var results: [Result] = []
    for (lane, loop) in zip(lanes, loops) { results.append(try await loop.submit { body(lane.value) }.get()) }
    return results
  }

  func beginPart() async throws {
    _ = try await onEachLane { $0.tally.beginPart() }
  }

  /// CPU seconds of each event loop's thread.
  func cpuTimes() async throws -> [Double] { try await onEachLane { _ in CPUTime.thread } }

  func tally() async throws -> Tally {
    var sum = Tally()
    for tally in try await onEachLane(\.tally) { sum.add(tally) }
    return sum
  }

  /// How many of the numbers below `end` did not come on the connections that are still open.
  func lost(below end: UInt64, refused: [Int: Int]) async throws -> Int {
    let plan = plan
    return try await onEachLane { lane in
      lane.connections.filter(\.isOpen).reduce(0) { sum, client in
        let refused = refused[client.index % plan.slots] ?? 0
        return sum + max(0, client.sequence.expected(below: end) - refused - client.sequence.count)
      }
    }.reduce(0, +)
  }

  // MARK: Requests

  /// Every client sends `depth` pings, and one more for each answer.
  func startRequests(_ length: RunLength, depth: Int) async throws {
    let plan = plan
    _ = try await onEachLane { lane in
      for client in lane.connections {
        client.requestLimit = client.requests + length.share(of: client.index, among: plan.clients)
        client.request(depth)
      }
    }
  }

  /// Sends no more when the time is over; a number of requests ends by itself.
  /// - Returns: how many answers there are to be since the beginning.
  func stopRequests(_ length: RunLength) async throws -> Int {
    try await onEachLane { lane in
      if case .time = length { lane.connections.forEach { $0.requestLimit = $0.requests } }
      return lane.connections.reduce(0) { $0 + $1.requestLimit }
    }.reduce(0, +)
  }

  /// Requests on open connections that were not answered.
  func unanswered() async throws -> Int {
    try await onEachLane { lane in
      lane.connections.filter(\.isOpen).reduce(0) { $0 + max(0, $1.requests - $1.sequence.count) }
    }.reduce(0, +)
  }

  // MARK: Waiting

  /// Waits until that many deliveries have come, or none for the bench's patience, or connections end.
  func waitForDeliveries(_ count: Int, patience: Duration) async throws {
    var last = MonotonicTime.now
    while progress.deliveries < count {
      last = max(last, progress.newestAt)
      let limit = progress.hasEndings ? min(patience, .seconds(1)) : patience
      guard MonotonicTime.now - last < limit.nanoseconds else { return }
      try await Task.sleep(for: .milliseconds(2))
    }
  }

  // MARK: Ending

  /// Says goodbye on all connections and gives the server some time to end them.
  func close(patience: Duration) async throws {
    _ = try await onEachLane { lane in lane.connections.forEach { $0.close() } }
    let end = MonotonicTime.now + patience.nanoseconds
    while MonotonicTime.now < end {
      let open = try await onEachLane { lane in lane.connections.count { !$0.hasEnded } }
      guard open.contains(where: { $0 > 0 }) else { return }
      try await Task.sleep(for: .milliseconds(5))
    }
  }
}

extension RunLength {
  /// A client's part of a number of requests; as many as there is time for otherwise.
  fileprivate func share(of client: Int, among clients: Int) -> Int {
    switch self {
    case .count(let count): count / clients + (client < count % clients ? 1 : 0)
    case .time: .max / 2
    }
  }
}
