"""The long form of every proof, each with a control that must fail."""
