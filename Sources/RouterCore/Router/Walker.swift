/// An event at a point of its way through the graph.
struct Walker: Sendable {
  private(set) var delivery: Delivery
  let pipeline: Int
  /// The stage it stands before; the number of stages at the end.
  var stage: Int
  private(set) var isChanged: Bool

  init(delivery: Delivery, pipeline: Int, stage: Int, isChanged: Bool) {
    self.delivery = delivery
    self.pipeline = pipeline
    self.stage = stage
    self.isChanged = isChanged
  }

  mutating func replace(with event: Event) {
    delivery = Delivery(number: delivery.number, event: event)
    isChanged = true
  }
}
