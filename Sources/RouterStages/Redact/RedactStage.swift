import RouterCore

/// Takes values out of payloads. Who may see the event does not change: it keeps its agent.
package struct RedactStage: Stage {
  private let removed: [PayloadPath]
  private let masked: [PayloadPath]
  private let mask: Mask

  package init(removing removed: [PayloadPath], masking masked: [PayloadPath], with mask: Mask) {
    self.removed = removed
    self.masked = masked
    self.mask = mask
  }

  package func process(_ delivery: Delivery, at time: Timestamp, _ output: inout StageOutput) -> StageVerdict {
    let edits = edits(of: delivery.event.data)
    if edits.isEmpty { return .keep }
    do {
      return .replace(delivery.event.replacing(data: try delivery.event.data.applying(edits)))
    } catch {
      // Such as a text that has become too large. Better no event than a secret.
      return .drop(.redactionFailed)
    }
  }

  private func edits(of data: JSONDocument) -> [JSONEdit] {
    var edits: [JSONEdit] = []
    for path in removed { edits += path.matches(in: data).map { .remove($0) } }
    for path in masked {
      edits += path.matches(in: data).map { match in
        .replace(match, with: data.root[match].map(mask.masked) ?? .null)
      }
    }
    return edits
  }
}

extension StageFactory {
  package static let redact = StageFactory(type: "redact", RedactConfig.self) { config, _ in
    RedactStage(
      removing: config.remove, masking: config.mask,
      with: Mask(replacement: config.replacement, keepLast: config.keepLast))
  }
}
