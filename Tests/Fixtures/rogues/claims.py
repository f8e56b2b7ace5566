"""Says that it delivered what it never sent."""
import messenger

messenger.introduce()
while True:
    identifier, question = messenger.question()
    messenger.answer(identifier, outcome="delivered")
