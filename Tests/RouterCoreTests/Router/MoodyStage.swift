import RouterCore
import TestSupport

/// Does everything that a stage may do, at random: keeps, drops, replaces, absorbs, holds, and later releases or
/// discards, emits, and speaks when nothing comes in. Two copies that are asked the same do the same.
struct MoodyStage: Stage {
  static let reasons = [DropReason.filtered, .evaluationError, DropReason("too_old_to_be_worth_the_while")]

  private var random: SplitMix64
  private var held: [Delivery] = []
  private(set) var deadline: Timestamp?

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func process(_ delivery: Delivery, at time: Timestamp, _ output: inout StageOutput) -> StageVerdict {
    if chance(8) { output.emit(delivery.event.replacing(data: Samples.form(&random))) }
    let verdict = verdict(on: delivery)
    if case .hold = verdict, deadline == nil, chance(60) {
      deadline = time + .milliseconds(Int64.random(in: 0...3000, using: &random))
    }
    if chance(15) { letGo(&output) }
    return verdict
  }

  mutating func due(at time: Timestamp, _ output: inout StageOutput) {
    deadline = chance(20) ? time + .milliseconds(Int64.random(in: 1...2000, using: &random)) : nil
    if chance(20) { output.emit(.sample("agent_status", #"{"due":true}"#)) }
    while !held.isEmpty, chance(85) { letGo(&output) }
  }

  private mutating func verdict(on delivery: Delivery) -> StageVerdict {
    switch Int.random(in: 0..<100, using: &random) {
    case ..<55: return .keep
    case ..<65: return .drop(Self.reasons.randomElement(using: &random) ?? .filtered)
    case ..<78: return .replace(delivery.event.replacing(data: Samples.form(&random)))
    case ..<83: return .absorb
    default:
      guard held.count < 5 else { return .keep }
      held.append(delivery)
      return .hold
    }
  }

  /// One of the held events, perhaps in another form.
  private mutating func letGo(_ output: inout StageOutput) {
    guard !held.isEmpty else { return }
    let delivery = held.remove(at: Int.random(in: 0..<held.count, using: &random))
    switch Int.random(in: 0..<100, using: &random) {
    case ..<20: output.discard(delivery.number, Self.reasons.randomElement(using: &random) ?? .filtered)
    case ..<40:
      let event = delivery.event.replacing(data: Samples.form(&random))
      output.release(Delivery(number: delivery.number, event: event))
    default: output.release(delivery)
    }
    // What it does not hold (any more) must not matter.
    if chance(10) { output.release(delivery) }
    if chance(5) { output.discard(delivery.number, .filtered) }
  }

  private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
}

enum Samples {
  private static let forms = (0..<32).map { JSONDocument.sample(#"{"form":\#($0)}"#) }

  static func form(_ random: inout SplitMix64) -> JSONDocument { forms[Int.random(in: 0..<32, using: &random)] }

  private static let event = Event.sample("agent_status", #"{"form":"original"}"#)

  static func event(_ random: inout SplitMix64) -> Event { event.replacing(data: form(&random)) }
}
