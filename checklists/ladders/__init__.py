"""Where to turn when one gets no further, rung by rung."""
