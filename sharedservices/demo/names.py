"""Names of people who do not exist: the many origins of the people of Britain, mixed by chance."""

import random
from typing import NamedTuple


class Community(NamedTuple):
    """Names that go together, and their part of a hundred people."""

    weight: int
    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]


def _community(weight: int, women: str, men: str, surnames: str) -> Community:
    return Community(weight, tuple(women.split()), tuple(men.split()), tuple(surnames.split()))


COMMUNITIES = (
    _community(
        52,
        "Margaret Susan Julie Karen Helen Sarah Claire Emma Laura Gemma Rebecca Charlotte Hannah Sophie Olivia Amelia "
        "Grace Alice Judith Pauline Beverley Tracey Joanne Nicola Kerry Abigail Lucy Heather Dawn Frances",
        "David John Michael Peter Andrew Stephen Mark Paul Ian Gary Simon Matthew Daniel James Thomas Oliver Harry "
        "George Jack Adam Luke Ryan Keith Trevor Graham Martin Neil Wayne Dominic Toby",
        "Barlow Hartley Whitfield Ashworth Thackeray Kirkbride Pemberton Oakley Sowerby Fenwick "
        "Halliwell Lockwood Marsden Netherton Ogden Pickering Radcliffe Stanhope Tattersall Underhill Verity Wakefield "
        "Yardley Bracewell Cropper Dewhurst Entwistle Farnworth Greenhalgh Ingham Jessop Kershaw Lumb Mawson "
        "Nuttall Openshaw Priestley Ramsbottom Shackleton Turnbull Uttley Vickers Wadsworth Yeadon Appleyard",
    ),
    _community(
        7,
        "Cerys Nia Sian Bethan Lowri Megan Ffion Angharad Carys Rhian",
        "Gareth Rhys Dylan Owain Huw Geraint Iwan Emyr Aled Gwilym",
        "Pritchard Llewellyn Gwyther Bevan Probert Vaughan Cadwallader Meredith Penry Tudor",
    ),
    _community(
        8,
        "Fiona Eilidh Morag Isla Catriona Kirsty Mairi Shona Ailsa Rhona",
        "Callum Hamish Ewan Fraser Alasdair Gregor Angus Struan Lachlan Murdo",
        "Abernethy Buchan Carnegie Dalrymple Erskine Farquhar Galbraith Kinnaird Lennox MacAskill Ruthven Strachan",
    ),
    _community(
        4,
        "Aoife Siobhan Niamh Orla Roisin Grainne Deirdre Maeve",
        "Cormac Declan Eoin Fergal Padraig Ronan Cathal Brendan",
        "Brannigan Cullinane Devaney Finnegan Geraghty Halloran Kinsella McElroy Rafferty Tierney",
    ),
    _community(
        11,
        "Priya Anjali Meera Kavita Ayesha Fatima Zainab Nadia Harpreet Manjit Rukhsana Shabnam Deepa Sunita",
        "Arjun Rajesh Vikram Imran Tariq Faisal Bilal Gurpreet Sukhdev Jaspal Nikhil Sanjay Asif Kamran",
        "Chaudhary Desai Dhaliwal Ghuman Hussaini Iqbal Joshi Kapadia Mistry Nawaz Parekh Qureshi Raval Sandhu Tiwana "
        "Uddin Virdee Zaman",
    ),
    _community(
        9,
        "Abena Chiamaka Folasade Ngozi Adwoa Temitope Makena Wanjiru Shanice Marcia Yvonne Tendai",
        "Kwame Chukwuemeka Babatunde Olumide Kofi Tunde Kamau Otieno Delroy Winston Leroy Farai",
        "Adeyemi Boateng Chikwanha Danso Eze Frimpong Gyasi Igwe Kariuki Mensah Njoroge Okonkwo Osei Pinnock Sowande "
        "Tembo Wambua",
    ),
    _community(
        6,
        "Agnieszka Katarzyna Ewelina Ioana Mihaela Daniela Oksana Jolanta Zuzana Rasa",
        "Tomasz Piotr Krzysztof Andrei Bogdan Florin Marek Vytautas Lukasz Dragos",
        "Banasik Dobrescu Grabowska-Lis Jankauskas Kowalczyk Lupu Malinowski Ozols Popa Sikora Vasile Wrona",
    ),
    _community(
        3,
        "Mei Xin Linh Thuy Yuki Soo-jin Hye-won Malee",
        "Wei Jun Minh Duc Kenji Sung-ho Kai Somchai",
        "Chan Cheung Fong Huynh Kwok Lam Nakagawa Pham Tsang Yoon",
    ),
)
_WEIGHTS = [community.weight for community in COMMUNITIES]


def invent_name(chance: random.Random, *, is_female: bool) -> tuple[str, str]:
    """Return forenames and surname."""
    community = chance.choices(COMMUNITIES, _WEIGHTS)[0]
    first = community.women if is_female else community.men
    return chance.choice(first), chance.choice(community.surnames)
