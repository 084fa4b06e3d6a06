import RouterCore
import TestSupport
import Testing

@testable import MetricsPlugin

@Suite struct MeasurementsTests {
  private func measure(_ files: [String: String], _ changes: [String: String]) -> Measurements {
    let host = FakeHost(files)
    let sampler = HostSampler(files: host, disks: [])
    let start = sampler.sample()
    for (path, text) in changes.merging(["/proc/uptime": "105.00 1\n"], uniquingKeysWith: { $1 }) {
      host.set(path, text)
    }
    return Measurements(from: start, to: sampler.sample())
  }

  @Test func `Without limits, usage is the host's`() {
    let measurements = measure(
      Texts.host, ["/proc/stat": "cpu  114827 24618 19104 592164 1035 0 180 102 0 0\ncpu0 1\ncpu1 1\n"])
    #expect(measurements.cpuUsage == 20)
    #expect(measurements.memoryUsage?.rounded(decimals: 1) == 2.5)
  }

  @Test func `In a container, usage is of the limits`() {
    let measurements = measure(Texts.version2, ["/sys/fs/cgroup/cpu.stat": "usage_usec 2000000\n"])
    // One second of processor time in five seconds, of half a processor.
    #expect(measurements.cpuUsage == 40)
    #expect(measurements.memoryUsage == 50)
  }

  @Test func `A limit beyond the host's memory is none`() {
    let measurements = measure(Texts.version2, ["/sys/fs/cgroup/memory.max": "1000000000000\n"])
    #expect(measurements.memoryUsage?.rounded(decimals: 1) == 2.5)
  }

  @Test func `Rates are per second`() {
    let sent = Texts.netDev.replacing("11951", with: "12451").replacing("1289555", with: "1299555")
    let measurements = measure(
      Texts.host, ["/proc/net/dev": sent, "/proc/self/stat": "1 (x) S 1 1 1 1 1 1 1 1 1 1 300 100 0"])
    #expect(measurements.received == 2000)
    #expect(measurements.sent == 100)
    #expect(measurements.processCPUUsage == 20)
  }

  @Test func `A machine without any of the files gives the documented object without values`() throws {
    let measurements = measure([:], [:])
    let data = try JSONDocument { measurements.write(to: &$0, AgentMetrics()) }
    let expected = #"{"system":{"active_agents":0,"queue_length":0},"agents":{},"host":{"disks":{}},"process":{}}"#
    #expect(data.description == expected)
  }

  @Test func `This machine can be measured`() throws {
    let sampler = HostSampler(files: HostFileReader(), disks: ["/"])
    let sample = sampler.sample()
    let measurements = Measurements(from: sample, to: sample)
    #expect(sample.cpu != nil && sample.memory != nil && sample.load != nil)
    #expect(sample.process.memory.map { $0 > 0 } ?? false)
    #expect(measurements[.diskUsage].map { (0...100).contains($0) } ?? false)
    #expect(measurements.memoryUsage.map { (0...100).contains($0) } ?? false)
  }
}
