import ConfigSchema
import RouterCore
import RouterStages
import TestSupport
import Testing

/// A stage in a test's hands: fed event by event, it says what it decided. Copying the probe copies the stage.
struct StageProbe: Sendable {
  private(set) var stage: any Stage
  /// What the last call emitted.
  private(set) var emitted: [Event] = []

  init(_ stage: any Stage) { self.stage = stage }

  /// A stage of a config without mistakes.
  init(_ factory: StageFactory, _ yaml: String, catalogue: Catalogue = .withStages) {
    let (stage, findings) = factory.read(yaml, catalogue: catalogue)
    if !findings.isEmpty { Issue.record("the sample config has mistakes: \(findings)") }
    self.init(stage ?? FilterStage(.any([])))
  }

  mutating func decide(_ delivery: Delivery, at time: Timestamp = VirtualTime.start) -> Decision {
    var output = StageOutput()
    let verdict = stage.process(delivery, at: time, &output)
    emitted = output.emitted
    return Decision(verdict)
  }

  mutating func decide(_ data: String, at time: Timestamp = VirtualTime.start) -> Decision {
    decide(.sample(1, "agent_status", data), at: time)
  }

  mutating func advance(to time: Timestamp) {
    var output = StageOutput()
    stage.due(at: time, &output)
    emitted = output.emitted
  }
}

/// A verdict in comparable form.
enum Decision: Equatable, Sendable {
  case kept
  case replaced(String)
  case dropped(String)
  case absorbed
  case held

  init(_ verdict: StageVerdict) {
    self =
      switch verdict {
      case .keep: .kept
      case .replace(let event): .replaced(event.data.description)
      case .drop(let reason): .dropped(reason.name)
      case .absorb: .absorbed
      case .hold: .held
      }
  }
}

extension StageFactory {
  /// The stage that a text gives, and what was found in it as `line:column severity: message (help)`.
  func read(_ yaml: String, catalogue: Catalogue = .withStages) -> (stage: (any Stage)?, findings: [String]) {
    var context = StageContext(catalogue: catalogue, name: "sample", range: .nowhere)
    let stage = make(.yaml(yaml), &context)
    let findings = zip(context.diagnostics.lines, context.diagnostics.sorted).map { line, finding in
      finding.help.map { "\(line) (\($0))" } ?? line
    }
    return (stage, findings)
  }
}

extension Catalogue {
  /// The built-in types and those of the stages.
  static let withStages: Catalogue = {
    do {
      return try Catalogue(registering: BuiltInStages.plugin.eventTypes)
    } catch { fatalError("the stages' types make no catalogue: \(error)") }
  }()
}

extension Timestamp {
  static func start(plus duration: Duration) -> Timestamp { VirtualTime.start + duration }
}
