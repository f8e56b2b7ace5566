import Commands

runOnPace()
