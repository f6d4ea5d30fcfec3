"""The example model in transformers, in float32."""
import torch
import transformers


class Reference:
    def __init__(self, folder):
        self.tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
        self.model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()

    def ids(self, prompt):
        return self.tokenizer(prompt)["input_ids"]

    def text(self, ids):
        return self.tokenizer.decode(ids, skip_special_tokens=True)

    def disagreements(self, prompt, tokens, logits, tolerance=1e-3):
        """What differs between an answer and what the model gives on the same tokens; nothing when they agree."""
        ids = self.ids(prompt)
        with torch.no_grad():
            all_logits = self.model(torch.tensor([ids + tokens])).logits[0]
        expected = all_logits[len(ids) - 1:len(ids) - 1 + len(tokens)]
        found = torch.tensor(logits, dtype=torch.float32)
        if found.shape != expected.shape:
            return f"logits of shape {list(found.shape)}, expected {list(expected.shape)}"
        distance = (found - expected).abs().max().item()
        if not distance <= tolerance:
            return f"logits differ by {distance:.3g}"
        best = expected.max(dim=-1).values
        for step, token in enumerate(tokens):
            if best[step].item() - expected[step, token].item() > 2 * tolerance:
                return f"token {step} is {token}, the best one is {int(expected[step].argmax())}"
        return None
