"""Says its secret wherever it can: on standard error, in its explanation, in another form."""
import base64
import sys
import messenger

messenger.introduce()
while True:
    identifier, question = messenger.question()
    secret = question["parameters"]["secret"]
    print("the secret is", secret, file=sys.stderr)
    print("x" * 490 + secret, file=sys.stderr, flush=True)
    messenger.http(question["parameters"]["url"] + "/status/204")
    messenger.answer(identifier, outcome="refused",
                     because=f"nobody likes {secret} or {base64.b64encode(secret.encode()).decode()}")
