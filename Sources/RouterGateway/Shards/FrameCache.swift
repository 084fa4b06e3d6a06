import NIOCore
import RouterCore

/// The frames of one event, each form rendered once and shared by all sessions that want it.
struct FrameCache {
  private struct Form: Hashable {
    let withIDs: Bool
    let projection: AgentProjection
  }

  private let delivery: Delivery
  private let isProjected: Bool
  private var frames: [Form: ByteBuffer] = [:]

  init(delivery: Delivery) {
    self.delivery = delivery
    isProjected = delivery.event.typeName == "metrics_update"
  }

  mutating func frame(for connection: WebSocketConnection) -> ByteBuffer {
    let form = Form(withIDs: connection.withIDs, projection: projection(for: connection))
    if let frame = frames[form] { return frame }
    let frame = ByteBuffer(bytes: connection.dialect.render(projected(form.projection), withID: form.withIDs))
    frames[form] = frame
    return frame
  }

  private func projected(_ projection: AgentProjection) -> Delivery {
    guard projection != .all else { return delivery }
    let data = projection.apply(to: delivery.event.data)
    return Delivery(number: delivery.number, event: delivery.event.replacing(data: data))
  }

  private func projection(for connection: WebSocketConnection) -> AgentProjection {
    guard isProjected else { return .all }
    return connection.session.subscriptions.types[delivery.event.type]?.projection() ?? .all
  }
}
