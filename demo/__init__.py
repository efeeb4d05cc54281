"""The demo story: made-up people, told by the same actions that members use."""
