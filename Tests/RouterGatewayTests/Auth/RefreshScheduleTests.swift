import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

struct RefreshScheduleTests {
  private static let start = VirtualTime.start

  private static var schedule: RefreshSchedule {
    RefreshSchedule(refresh: .seconds(900), pause: .seconds(30))
  }

  @Test func `At first a fetch is due, and during one nobody begins another`() {
    var schedule = Self.schedule
    #expect(schedule.due <= Self.start && schedule.isPossible(at: Self.start) && !schedule.isRunning)
    schedule.begin()
    #expect(schedule.isRunning && schedule.isPossible(at: Self.start))
  }

  @Test(
    arguments: [
      (nil, 900), (.seconds(600), 600), (.seconds(3600), 900), (.zero, 30), (.seconds(1), 30), (.seconds(900), 900),
    ] as [(Duration?, Int)])
  func `The next fetch is due when the answer is stale, within bounds`(_ freshness: Duration?, _ seconds: Int) {
    var schedule = Self.schedule
    schedule.begin()
    schedule.succeed(freshness: freshness, at: Self.start)
    #expect(schedule.due == Self.start + .seconds(seconds))
  }

  @Test func `After failures the pauses grow, and one success ends that`() {
    var schedule = Self.schedule
    let pauses = (0..<8).map { _ in
      schedule.begin()
      schedule.fail(at: Self.start)
      return (schedule.due - Self.start).components.seconds
    }
    #expect(pauses == [30, 60, 120, 240, 480, 900, 900, 900])
    schedule.begin()
    schedule.succeed(freshness: nil, at: Self.start)
    schedule.begin()
    schedule.fail(at: Self.start)
    #expect(schedule.due == Self.start + .seconds(30))
  }

  @Test(arguments: [true, false])
  func `Between two fetches there is a pause, whoever asks`(_ succeeds: Bool) {
    var schedule = Self.schedule
    schedule.begin()
    if succeeds { schedule.succeed(freshness: nil, at: Self.start) } else { schedule.fail(at: Self.start) }
    #expect(!schedule.isPossible(at: Self.start))
    #expect(!schedule.isPossible(at: Self.start + .milliseconds(29_999)))
    #expect(schedule.restEnds(at: Self.start) == Self.start + .seconds(30))
    #expect(schedule.isPossible(at: Self.start + .seconds(30)))
    // A clock that was set back does not make it longer.
    #expect(schedule.isPossible(at: Self.start - .seconds(3600)))
  }

  /// Whatever clients, issuers and the clock do (forwards): fetches begin a pause apart and are never due in the past.
  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `Random days keep the pause`(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var (schedule, now, ended) = (Self.schedule, Self.start, Timestamp.distantPast)
    var begun = 0
    for _ in 0..<5000 {
      now = now + .seconds(Int.random(in: 0...40, using: &random))
      #expect(schedule.isRunning || schedule.isPossible(at: now) == (now >= ended + .seconds(30)))
      if schedule.isRunning {
        let freshness = [nil, Duration.zero, .seconds(60), .seconds(7200)].randomElement(using: &random) ?? nil
        if Bool.random(using: &random) {
          schedule.succeed(freshness: freshness, at: now)
        } else {
          schedule.fail(at: now)
        }
        ended = now
        #expect(!schedule.isRunning)
        #expect(schedule.due >= now + .seconds(30) && schedule.due <= now + .seconds(900))
      } else if schedule.isPossible(at: now), Bool.random(using: &random) {
        schedule.begin()
        begun += 1
      }
    }
    #expect(begun > 500)
  }

  @Test(
    arguments: [
      (["max-age=600"], nil, 600), (["public", "Max-Age=600", "must-revalidate"], nil, 600),
      (["max-age=\"60\""], nil, 60),
      (["max-age=600"], "100", 500), (["max-age=600"], "700", 0), (["max-age=600"], "x", 600), (["no-store"], nil, 0),
      (["max-age=600", "no-cache"], nil, 0), ([], nil, nil), ([], "100", nil), (["max-age=-1"], nil, nil),
      (["max-age="], nil, nil), (["max-age=1.5"], nil, nil), (["max-age=ten"], nil, nil), (["s-maxage=9"], nil, nil),
      (["max-age=99999999999999999999999"], nil, 1 << 31), (["max-age=\""], nil, nil),
    ] as [([String], String?, Int?)])
  func `How long an answer is fresh`(_ cacheControl: [String], _ age: String?, _ seconds: Int?) {
    #expect(Freshness.duration(cacheControl: cacheControl, age: age) == seconds.map { .seconds($0) })
  }
}
