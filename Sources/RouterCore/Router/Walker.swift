/// An event at a point of its way through the graph.
struct Walker: Sendable {
  private(set) var delivery: Delivery
  let pipeline: Int
  /// The stage it stands before; the number of stages at the end.
  var stage: Int
  private(set) var isChanged: Bool
  /// Which of the open admissions it belongs to.
  let admission: Int

  var place: StagePlace { StagePlace(pipeline: pipeline, position: stage) }

  init(delivery: Delivery, pipeline: Int, stage: Int = 0, isChanged: Bool = false, admission: Int) {
    self.delivery = delivery
    self.pipeline = pipeline
    self.stage = stage
    self.isChanged = isChanged
    self.admission = admission
  }

  mutating func replace(with event: Event) {
    delivery = Delivery(number: delivery.number, event: event)
    isChanged = true
  }

  /// The same event at the start of a pipeline that reads this one.
  func entering(_ pipeline: Int) -> Walker {
    Walker(delivery: delivery, pipeline: pipeline, isChanged: isChanged, admission: admission)
  }
}
