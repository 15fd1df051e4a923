"""The halves of `script/bench watch`: matching, and the timing of alerts."""
