import RouterCore

/// The payload of `metrics_update`: the documented fields, and `host`, `process` and `cgroup` beside them.
extension Measurements {
  /// Agents in one event, so that it stays within the limit of a message.
  private static let maxAgents = 2000

  func write(to writer: inout JSONWriter, _ agents: AgentMetrics) {
    writer.object {
      $0.object("system") { writer in
        writer.member("cpu_usage", cpuUsage, decimals: 1)
        writer.member("memory_usage", memoryUsage, decimals: 1)
        writer.member("active_agents", agents.activeAgents)
        writer.member("queue_length", agents.queueLength)
      }
      $0.object("agents") { writer in
        for agent in agents.agents.prefix(Self.maxAgents) { writer.object(agent.id) { Self.write(agent, to: &$0) } }
      }
      $0.object("host") { writeHost(to: &$0) }
      $0.object("process") { writeProcess(to: &$0) }
      if sample.cgroup != CgroupUsage() { $0.object("cgroup") { writeCgroup(to: &$0) } }
    }
  }

  private static func write(_ agent: AgentMetrics.Agent, to writer: inout JSONWriter) {
    writer.member("status", agent.status)
    writer.member("inference_rate", agent.inferenceRate, decimals: 3)
    writer.member("avg_response_time", agent.averageResponseTime, decimals: 3)
    writer.member("success_rate", agent.successRate, decimals: 3)
    writer.member("current_load", agent.currentLoad, decimals: 3)
  }

  private func writeHost(to writer: inout JSONWriter) {
    writer.member("cpu_count", sample.cpu.map { UInt64($0.count) })
    writer.member("memory_total", sample.memory?.total)
    writer.member("memory_available", sample.memory?.available)
    writer.member("load_1m", sample.load?.one, decimals: 2)
    writer.member("load_5m", sample.load?.five, decimals: 2)
    writer.member("load_15m", sample.load?.fifteen, decimals: 2)
    writer.member("network_received_rate", received, decimals: 0)
    writer.member("network_sent_rate", sent, decimals: 0)
    writer.object("disks") { writer in
      for (mountPoint, space) in sample.disks {
        writer.object(mountPoint) {
          $0.member("total", space.total)
          $0.member("free", space.free)
          $0.member("usage", space.usage, decimals: 1)
        }
      }
    }
  }

  private func writeProcess(to writer: inout JSONWriter) {
    writer.member("cpu_usage", processCPUUsage, decimals: 1)
    writer.member("memory", sample.process.memory)
    writer.member("threads", sample.process.threads)
    writer.member("open_files", sample.process.openFiles.map { UInt64($0) })
    writer.member("open_files_limit", sample.process.openFilesLimit)
  }

  private func writeCgroup(to writer: inout JSONWriter) {
    writer.member("cpu_limit", sample.cgroup.cpuLimit, decimals: 2)
    writer.member("memory_limit", sample.cgroup.memoryLimit)
    writer.member("memory_used", sample.cgroup.memoryUsed)
  }
}

extension JSONWriter {
  fileprivate mutating func object(_ body: (inout JSONWriter) -> Void) {
    beginObject()
    body(&self)
    endObject()
  }

  fileprivate mutating func object(_ key: String, _ body: (inout JSONWriter) -> Void) {
    self.key(key)
    object(body)
  }

  /// Left out when it is not known.
  fileprivate mutating func member(_ key: String, _ value: UInt64?) {
    if let value { member(key, value) }
  }

  fileprivate mutating func member(_ key: String, _ value: Double?, decimals: Int) {
    // JSON has no infinity: it would be null, and no event with it valid.
    guard let value, value.isFinite else { return }
    member(key, value.rounded(decimals: decimals))
  }
}

extension Double {
  /// The nearest number with so few decimals; itself when it is too large to have any.
  func rounded(decimals: Int) -> Double {
    let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = (self * scale).rounded()
    return scaled.isFinite ? scaled / scale : self
  }
}
